package output

// This file has the file operations of a commit. Every operation first calls a
// Fault, so that a test can let each one fail or end the process there. Contents
// are read only from regular files and up to a limit: a named pipe or a device
// in the place of a file could block a run without end.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// Fault is called before each file operation, with the name of the operation and
// of the file. If it returns an error, the operation fails with this error, except
// that ErrNoSync skips the operation "sync", which takes most of the time of a test.
type Fault func(op, name string) error

// ErrNoSync is returned by a Fault instead of waiting for the disk.
var ErrNoSync = errors.New("not synchronized")

// faultKey is the key of a Fault in a context.
type faultKey struct{}

// WithFault returns a context for tests: runs that use it call fault before each
// file operation.
func WithFault(ctx context.Context, fault Fault) context.Context {
	return context.WithValue(ctx, faultKey{}, fault)
}

// faultOf returns the fault of a context, which may be nil.
func faultOf(ctx context.Context) Fault {
	if ctx != nil {
		if fault, ok := ctx.Value(faultKey{}).(Fault); ok {
			return fault
		}
	}
	return noFault
}

// noFault lets each operation happen.
func noFault(string, string) error { return nil }

// root is an open folder. Neither paths nor symbolic links can leave it.
type root struct {
	dir   *os.Root
	fault Fault
}

// openRoot opens the folder dir.
func openRoot(dir string, fault Fault) (*root, error) {
	if err := fault("open", dir); err != nil {
		return nil, err
	}
	opened, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &root{opened, fault}, nil
}

// open opens a folder below r.
func (r *root) open(name string) (*root, error) {
	if err := r.fault("open", name); err != nil {
		return nil, err
	}
	opened, err := r.dir.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &root{opened, r.fault}, nil
}

func (r *root) close() { _ = r.dir.Close() }

func (r *root) lstat(name string) (fs.FileInfo, error) {
	if err := r.fault("lstat", name); err != nil {
		return nil, err
	}
	return r.dir.Lstat(name)
}

func (r *root) mkdir(name string) error {
	if err := r.fault("mkdir", name); err != nil {
		return err
	}
	return r.dir.Mkdir(name, 0o777)
}

func (r *root) rename(from, to string) error {
	if err := r.fault("rename", to); err != nil {
		return err
	}
	return r.dir.Rename(from, to)
}

func (r *root) remove(name string) error {
	if err := r.fault("remove", name); err != nil {
		return err
	}
	return r.dir.Remove(name)
}

// removeFile removes a file. It is no error if the file does not exist.
func (r *root) removeFile(name string) error { return ignoreNotExist(r.remove(name)) }

// readDir returns the entries of a folder.
func (r *root) readDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(r.fs(), name) }

// fs returns the files below r.
func (r *root) fs() fs.FS { return faultyFS{r.dir.FS(), r.fault} }

// faultyFS reads folders and files after calling a Fault.
type faultyFS struct {
	fs.FS
	fault Fault
}

func (f faultyFS) Open(name string) (fs.File, error) {
	if err := f.fault("open", name); err != nil {
		return nil, err
	}
	return f.FS.Open(name)
}

func (f faultyFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := f.fault("readdir", name); err != nil {
		return nil, err
	}
	return fs.ReadDir(f.FS, name)
}

// Stat is needed since fs.Stat would open the file otherwise.
func (f faultyFS) Stat(name string) (fs.FileInfo, error) {
	if err := f.fault("lstat", name); err != nil {
		return nil, err
	}
	return fs.Stat(f.FS, name)
}

// readFile returns the content of a regular file, or of the regular file that a
// symbolic link names.
func (r *root) readFile(name string) ([]byte, error) {
	info, err := r.fs().(faultyFS).Stat(name)
	if err != nil {
		return nil, err
	}
	if err := r.fault("read", name); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = copyRegular(&b, name, info, func() (fs.File, error) { return r.dir.OpenFile(name, os.O_RDONLY|noBlock, 0) })
	return b.Bytes(), err
}

// newFile is a file to create.
type newFile struct {
	name    string // of the temporary file
	label   string // the file that it will replace, for a Fault
	data    []byte
	mode    fs.FileMode // of the replaced file, regardless of the umask; 0: there is none
	durable bool        // the content must survive a power failure
}

// create creates a file. If it returns an error, the file may exist.
func (r *root) create(f newFile) error {
	if err := r.fault("create", f.label); err != nil {
		return err
	}
	mode := f.mode
	if mode == 0 {
		mode = 0o666
	}
	file, err := r.dir.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if err := fill(file, f, r.fault); err != nil {
		return errors.Join(err, file.Close())
	}
	return errors.Join(r.fault("close", f.label), file.Close())
}

// fill writes the content and the mode of a file.
func fill(file *os.File, f newFile, fault Fault) error {
	half := len(f.data) / 2 // a process that ends while it writes leaves a part
	if _, err := file.Write(f.data[:half]); err != nil {
		return err
	}
	if err := fault("write", f.label); err != nil {
		return err
	}
	if _, err := file.Write(f.data[half:]); err != nil {
		return err
	}
	if f.mode != 0 {
		if err := fault("chmod", f.label); err != nil {
			return err
		}
		if err := file.Chmod(f.mode); err != nil {
			return err
		}
	}
	if !f.durable {
		return nil
	}
	switch err := fault("sync", f.label); {
	case errors.Is(err, ErrNoSync):
		return nil
	case err != nil:
		return err
	}
	return file.Sync()
}

// syncFolder makes the renames in a folder survive a power failure. Not all
// systems can do that, so errors of the system are ignored.
func (r *root) syncFolder(name string) error {
	switch err := r.fault("sync", name); {
	case errors.Is(err, ErrNoSync):
		return nil
	case err != nil:
		return err
	}
	if dir, err := r.dir.Open(name); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// replaceDurably replaces a file such that after a power failure it has its old
// content or the new one. f.name must be in the same folder.
func (r *root) replaceDurably(f newFile) error {
	f.durable = true
	if err := r.create(f); err != nil {
		return errors.Join(err, r.removeFile(f.name))
	}
	if err := r.rename(f.name, f.label); err != nil {
		return errors.Join(err, r.removeFile(f.name))
	}
	return r.syncFolder(path.Dir(f.label))
}

// maxRead is the largest number of bytes that are read from a file or from standard
// input. It is the limit of API descriptions, of which the largest known one has
// 40 MB. The readers of other formats have smaller limits of their own.
const maxRead = 256 << 20

// KindError reports a file that is not read because it is not a regular file, is too
// large, or has more bytes than its size.
type KindError struct{ reason string }

// Error returns the reason.
func (e *KindError) Error() string { return e.reason }

// kindError returns the error for a file that is not read, or nil.
func kindError(info fs.FileInfo) error {
	kind := ""
	switch mode := info.Mode(); {
	case mode.IsRegular() && info.Size() > maxRead:
		return &KindError{fmt.Sprintf("the file has %d MB; the limit is %d MB", info.Size()>>20, maxRead>>20)}
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "folder"
	case mode&fs.ModeNamedPipe != 0:
		kind = "named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "socket"
	case mode&fs.ModeDevice != 0:
		kind = "device"
	case mode&fs.ModeSymlink != 0:
		kind = "symbolic link"
	default:
		kind = "special file"
	}
	return &KindError{"expected a file, found a " + kind}
}

// growing is a strings.Builder or a bytes.Buffer.
type growing interface {
	io.Writer
	Grow(n int)
}

// copyRegular opens a file if info says that it is regular, and copies its
// content. It checks the kind again after opening, since the file may have been
// replaced.
func copyRegular(to growing, name string, info fs.FileInfo, open func() (fs.File, error)) error {
	if err := kindError(info); err != nil {
		return &fs.PathError{Op: "read", Path: name, Err: err}
	}
	file, err := open()
	if err != nil {
		return err
	}
	defer file.Close()
	if info, err = file.Stat(); err == nil {
		err = kindError(info)
	}
	if err != nil {
		return &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return copySized(to, name, file, info)
}

// copySized copies the content of a file that has the size in info. Some files of the
// system, such as /proc/self/pagemap, have the size 0 and a content without an end, so
// more bytes are a KindError.
func copySized(to growing, name string, file io.Reader, info fs.FileInfo) error {
	to.Grow(int(info.Size()) + bytes.MinRead) // less would make a bytes.Buffer grow
	n, err := io.Copy(to, io.LimitReader(file, info.Size()+1))
	if err == nil && n > info.Size() {
		err = &fs.PathError{Op: "read", Path: name, Err: &KindError{
			fmt.Sprintf("expected %d bytes, the size of the file, found more; use a copy of the file", info.Size()),
		}}
	}
	return err
}
