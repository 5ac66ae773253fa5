package output

// This file follows the symbolic links in the path of a file that a command replaces. A
// repository can contain links that its user has not seen, so a link in a module must not
// lead out of it, or into the folder of its repository: git executes programs that files
// there name. A path without links may be anywhere: the user has written it.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// LinkError reports a symbolic link that is not followed to write a file.
type LinkError struct{ Link, reason string }

// Error returns the path of the link, the reason and a remedy.
func (e *LinkError) Error() string { return e.Link + ": the symbolic link " + e.reason }

// follow returns the path name without symbolic links. It returns a *LinkError for a
// link that leaves its module, enters a repository's folder .git, or leads nowhere.
func follow(name string) (string, error) {
	at, rest, err := start(name)
	if err != nil {
		return "", err
	}
	shown := strings.TrimSuffix(filepath.FromSlash(name), rest) // the part of name that at is
	for element := range strings.SplitAfterSeq(rest, string(filepath.Separator)) {
		shown += element
		switch element = strings.TrimSuffix(element, string(filepath.Separator)); element {
		case "", ".":
			continue
		case "..":
			at = filepath.Dir(at)
			continue
		}
		at = filepath.Join(at, element)
		if info, err := os.Lstat(at); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			continue // an error also occurs when the file is written
		}
		if at, err = target(at, strings.TrimSuffix(shown, string(filepath.Separator))); err != nil {
			return "", err
		}
	}
	return at, nil
}

// start returns the folder in which the path name begins, without symbolic links, and
// the rest of the path.
func start(name string) (folder, rest string, err error) {
	name = filepath.FromSlash(name)
	if filepath.VolumeName(name) != "" || name != "" && os.IsPathSeparator(name[0]) {
		if name, err = filepath.Abs(name); err != nil {
			return "", "", err
		}
		folder = filepath.VolumeName(name) + string(filepath.Separator)
		return folder, strings.TrimPrefix(name, folder), nil
	}
	if folder, err = os.Getwd(); err == nil {
		folder, err = filepath.EvalSymlinks(folder)
	}
	return folder, name, err
}

// target returns the file to which a link leads. shown is the path for messages.
func target(link, shown string) (string, error) {
	to, err := filepath.EvalSymlinks(link)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &LinkError{shown, "leads to a file that does not exist; remove it"}
	case err != nil:
		return "", fmt.Errorf("%s: %w", shown, reason(err))
	}
	module := moduleOf(filepath.Dir(link))
	if below, err := filepath.Rel(module, to); module != "" && (err != nil || !filepath.IsLocal(below)) {
		return "", &LinkError{shown, "leads out of the module; remove it, or name the file to which it leads"}
	}
	if isInGit(to) {
		return "", &LinkError{shown, "leads into a folder .git; remove it"}
	}
	return to, nil
}

// isInGit reports whether a path has an element .git. On some systems, this folder has
// other names too, such as .GIT or GIT~1, so the folders are also compared.
func isInGit(name string) bool {
	for at := name; at != filepath.Dir(at); at = filepath.Dir(at) {
		if strings.EqualFold(filepath.Base(at), ".git") {
			return true
		}
		git, err := os.Stat(filepath.Join(filepath.Dir(at), ".git"))
		if err != nil {
			continue
		}
		if found, err := os.Stat(at); err == nil && os.SameFile(found, git) {
			return true
		}
	}
	return false
}

// moduleOf returns the nearest folder at or above folder that has a go.mod, or that is a
// repository: a branch may lack the go.mod. It returns "" if there is none.
func moduleOf(folder string) string {
	for at := folder; ; at = filepath.Dir(at) {
		for _, sign := range []string{"go.mod", ".git"} {
			if _, err := os.Lstat(filepath.Join(at, sign)); err == nil {
				return at
			}
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}
