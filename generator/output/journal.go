package output

// This file has the format of fragen.journal, and cleans up after the run that
// left it.
//
// A commit writes the journal before it changes anything, and removes it at the
// end. If the process ends in between, or a file cannot be written, the journal
// remains. It has a line for each file that differs from fragen.sum: the hash of
// the content before the commit, the hash of the new content, and the name of the
// temporary file.
//
//	format 1
//	manifest	.fragen-4Q7T-0.tmp
//	file	generated/shop	client.go	1fb2d0…	9c8e41…	.fragen-4Q7T-2.tmp
//	file	generated/shop	old.go	77ab0e…	-	-
//
// With the journal, the next run knows that files with these hashes were written
// by fragen, whatever its inputs are now. It removes the temporary files and the
// empty folders, and then writes the files that its own inputs need: all new files
// if the inputs are unchanged, the old ones if the inputs were changed back.
//
// The journal is not trusted. Only files inside the project with the header of
// generated files are changed, as for fragen.sum, and only files with the name of
// a temporary file are removed. Empty folders are removed in the folders of this run's
// targets. Elsewhere, a folder is removed only if a temporary file was removed there,
// because anyone can list an empty folder. So an empty folder may remain if the folder of
// a target changes between the interrupted run and this one.

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// JournalName returns the name of the journal that belongs to a lock:
// "fragen.journal" for "fragen.lock".
func JournalName(lock string) string { return withExtension(lock, ".journal") }

// RuleJournal is the rule of a FileError for a journal.
const RuleJournal = "journal"

const journalHeader = `format 1
# fragen was interrupted while it wrote the files listed here. Run the command again:
# it completes the work and removes this file. DO NOT EDIT.
`

// noHash is the hash of a file that does not exist, in a journal.
const noHash = "-"

// journal is the content of a journal. A nil journal lists no files.
type journal struct {
	files    []journalFile
	manifest []string // names of the temporary files for the lock and the sums, in their folder
}

// journalFile is a file that a commit changes, or that fragen.sum does not list
// with its content.
type journalFile struct {
	File          // without content
	before string // hash before the commit, "" if the file did not exist
	after  string // hash after the commit, "" if the file is removed
	temp   string // name of the temporary file in the same folder, "" if there is none
}

// encode returns the content of the journal.
func (j *journal) encode() []byte {
	out := []byte(journalHeader)
	for _, temp := range j.manifest {
		out = append(out, "manifest\t"+temp+"\n"...)
	}
	text := func(s string) string {
		if s == "" {
			return noHash
		}
		return strings.TrimPrefix(s, hashPrefix)
	}
	for _, f := range j.files {
		out = append(out, strings.Join([]string{
			"file", quoteLabel(f.Dir), quoteLabel(f.Path), text(f.before), text(f.after), text(f.temp),
		}, "\t")+"\n"...)
	}
	return out
}

// decodeJournal decodes a journal.
func decodeJournal(text string) (*journal, *FileError) {
	out, number := &journal{}, 0
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		number++
		line = strings.TrimSuffix(line, "\r")
		if err := out.read(line, number); err != nil {
			return nil, &FileError{Line: number, Rule: RuleJournal, Reason: err.Error() + "; " + journalRemedy}
		}
	}
	return out, nil
}

const journalRemedy = "remove the file; files that an interrupted run wrote then count as edited by hand"

// read reads a line.
func (j *journal) read(line string, number int) error {
	fields := strings.Split(line, "\t")
	switch {
	case number == 1:
		if line != "format 1" {
			return errors.New("expected \"format 1\"") // a symbolic link may name a secret file
		}
	case strings.HasPrefix(line, "#"):
	case fields[0] == "manifest" && len(fields) == 2:
		if !isTemp(fields[1]) {
			return fmt.Errorf("expected the name of a temporary file, found %q", fields[1])
		}
		j.manifest = append(j.manifest, fields[1])
	case fields[0] == "file" && len(fields) == 6:
		return j.readFile(fields[1:])
	default:
		return fmt.Errorf("unexpected line %q", line[:min(len(line), 40)])
	}
	return nil
}

// readFile reads the fields of a file.
func (j *journal) readFile(fields []string) (err error) {
	f := journalFile{}
	if f.Dir, err = unquoteLabel(fields[0]); err != nil {
		return err
	}
	if f.Path, err = unquoteLabel(fields[1]); err != nil {
		return err
	}
	if why := cmp.Or(pathProblem(f.Dir), pathProblem(f.Path)); why != "" {
		return errors.New(why)
	}
	if !isTargetDir(f.Dir) || !isFilePath(f.Path) {
		return fmt.Errorf("file %q in %q is outside the project", f.Path, f.Dir)
	}
	if f.before, err = journalHash(fields[2]); err != nil {
		return err
	}
	if f.after, err = journalHash(fields[3]); err != nil {
		return err
	}
	if fields[4] != noHash {
		if f.temp = fields[4]; !isTemp(f.temp) {
			return fmt.Errorf("expected the name of a temporary file, found %q", f.temp)
		}
	}
	j.files = append(j.files, f)
	return nil
}

func journalHash(text string) (string, error) {
	if text == noHash {
		return "", nil
	}
	if sum, err := hex.DecodeString(text); err != nil || len(sum) != 32 || text != strings.ToLower(text) {
		return "", fmt.Errorf("expected a SHA-256 of 64 hexadecimal digits, found %q", text[:min(len(text), 70)])
	}
	return hashPrefix + text, nil
}

// Names of temporary files consist of prefix, random text and suffix. Go and most
// tools ignore files whose name begins with a dot.
const (
	tempPrefix  = ".fragen-"
	spillPrefix = ".fragen-spill-"
	tempSuffix  = ".tmp"
)

// isTemp reports whether name, without a folder, is the name of a temporary file.
func isTemp(name string) bool {
	return strings.HasPrefix(name, tempPrefix) && strings.HasSuffix(name, tempSuffix) &&
		!strings.ContainsAny(name, "/\\:\x00")
}

// tempNames returns a function that returns a new name at each call. The names
// start with the same random text.
func tempNames() func() string {
	run, n := rand.Text(), 0
	return func() string {
		n++
		return tempPrefix + run + "-" + strconv.Itoa(n) + tempSuffix
	}
}

// journalTemp returns the name of the temporary file for the journal of a lock.
// It is fixed, since no journal can list it.
func journalTemp(lock string) string {
	return path.Join(path.Dir(lock), tempPrefix+path.Base(JournalName(lock))+tempSuffix)
}

// readJournal reads the journal. It returns nil if there is none.
func (o *Output) readJournal(d *disk) (*journal, error) {
	name := JournalName(o.Lock)
	data, err := d.base.readFile(d.inBase(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &FileError{File: name, Rule: RuleJournal, Reason: reason(err).Error()}
	}
	j, failed := decodeJournal(string(data))
	if failed != nil {
		failed.File = name
		return nil, failed
	}
	return j, nil
}

// CheckJournal returns a *FileError if the journal that belongs to the lock called
// name in dir cannot be read.
func CheckJournal(dir, name string) error {
	_, _, err := readPart(ReadText, dir, JournalName(name), func(text string) (*Manifest, *FileError) {
		_, err := decodeJournal(text)
		return nil, err
	})
	if failed := (*FileError)(nil); errors.As(err, &failed) {
		failed.Rule = RuleJournal
	}
	return err
}

// Interrupted reports whether a run left a journal or other files in dir, the
// folder of the lock called name, or whether a run is in progress there.
func Interrupted(dir, name string) bool {
	for _, left := range []string{JournalName(name), processName(name), journalTemp(name)} {
		if Exists(filepath.Join(dir, left)) {
			return true
		}
	}
	r, err := openRoot(dir, noFault)
	if err != nil {
		return false
	}
	defer r.close()
	return len(spillFiles(r, ".")) > 0
}

// spillFiles returns the paths of spill files in a folder. Since a spill file is
// unlinked as soon as it is open, all of them can be removed.
func spillFiles(r *root, folder string) (list []string) {
	entries, err := r.readDir(folder)
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		name := entry.Name()
		if entry.Type().IsRegular() && isTemp(name) && strings.HasPrefix(name, spillPrefix) {
			list = append(list, path.Join(folder, name))
		}
	}
	return list
}

// cleanUp removes the temporary files and the folders that an interrupted run left
// behind.
func (o *Output) cleanUp(d *disk) error {
	errs := []error{d.base.removeFile(d.inBase(journalTemp(o.Lock)))}
	for _, name := range spillFiles(d.base, d.below) {
		errs = append(errs, d.base.removeFile(name))
	}
	if d.journal == nil {
		return errors.Join(errs...)
	}
	for _, temp := range d.journal.manifest {
		errs = append(errs, d.base.removeFile(d.inBase(path.Join(path.Dir(o.Lock), temp))))
	}
	ours := o.New.dirs()
	for _, f := range d.journal.files {
		if err := o.canceled(); err != nil {
			return err
		}
		errs = append(errs, d.cleanUpFile(f, slices.Contains(ours, f.Dir)))
	}
	return errors.Join(errs...)
}

// cleanUpFile removes the temporary file for a file, and the empty folders of a file
// that was created or removed. ours reports whether the file is in a target of this run.
func (d *disk) cleanUpFile(f journalFile, ours bool) error {
	if f.before != "" && f.after != "" && f.temp == "" {
		return nil // unchanged
	}
	r, err := d.root(f.Dir)
	if errors.Is(err, fs.ErrNotExist) && ours {
		_, err = removeEmpty(d.base, path.Dir(d.inBase(f.Dir)))
	}
	if r == nil {
		return ignoreNotExist(err)
	}
	removed := false
	if f.temp != "" {
		err := r.remove(path.Join(path.Dir(f.Path), f.temp))
		if ignoreNotExist(err) != nil {
			return fmt.Errorf("cannot remove the temporary file for %s: %w", f.Name(), reason(err))
		}
		removed = err == nil
	}
	if f.before != "" && f.after != "" || !removed && !ours {
		return nil
	}
	return d.removeFolders(r, f.File)
}

// newJournal returns the journal for a commit, and sets the names of the temporary
// files of its steps.
func (o *Output) newJournal(steps []step) *journal {
	name := tempNames()
	j := &journal{manifest: []string{name(), name()}}
	changed := map[string]bool{}
	for i := range steps {
		s := &steps[i]
		f := journalFile{File: File{Dir: s.file.Dir, Path: s.file.Path}, before: s.before}
		switch s.do {
		case leave:
			continue
		case write:
			s.temp = name()
			f.after, f.temp = s.file.Hash, s.temp
		}
		changed[s.Path] = true
		j.files = append(j.files, f)
	}
	listed := map[string]string{}
	for _, file := range o.Old.files() {
		listed[file.Name()] = file.hash
	}
	for _, file := range o.Tree.Files() { // written by an interrupted run
		if name := file.Name(); !changed[name] && listed[name] != file.Hash {
			j.files = append(j.files, journalFile{
				File: File{Dir: file.Dir, Path: file.Path}, before: file.Hash, after: file.Hash,
			})
		}
	}
	return j
}
