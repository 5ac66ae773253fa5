// Command cldr writes the tables by which generated programs match language tags:
// templates/runtime/langtables.go and, with langtag.go, their copies in
// generator/codes. The tables are those of CLDR, the locale data of the Unicode
// project, for the languages that CLDR has locales for.
//
//	go run ./tools/cldr                          # downloads CLDR
//	go run ./tools/cldr -from cldr-core.tgz      # uses an archive of the npm package
//
// The same archive gives the same files.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// The npm package cldr-core, and the SHA-512 of its archive.
const (
	version = "48.2.0"
	archive = "https://registry.npmjs.org/cldr-core/-/cldr-core-" + version + ".tgz"
	sum     = "cdf98ba2d867712c1fbf68e57afa12ae0236546807f120c61d7b2dea3504a2d1" +
		"c0f27abd2207a0f63cdd24316d06ca3da6026e1bcf432b5e93ceb9990dda3606"
)

const (
	runtimeDir = "templates/runtime"
	copyDir    = "generator/codes"
	tablesFile = "langtables.go"
	tagFile    = "langtag.go"
)

func main() {
	from := flag.String("from", archive, "URL or file of the archive")
	dir := flag.String("C", ".", "folder of the repository")
	flag.Parse()
	if err := run(*from, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "cldr:", err)
		os.Exit(1)
	}
}

// run writes the files.
func run(from, dir string) error {
	data, err := read(from)
	if err != nil {
		return err
	}
	if found := sha512.Sum512(data); hex.EncodeToString(found[:]) != sum {
		return fmt.Errorf("%s is not version %s of cldr-core: expected the SHA-512 %s, found %x",
			from, version, sum, found)
	}
	files, err := unpack(data)
	if err != nil {
		return err
	}
	tables, err := render(files)
	if err != nil {
		return err
	}
	tags, err := os.ReadFile(filepath.Join(dir, runtimeDir, tagFile))
	if err != nil {
		return err
	}
	for name, content := range map[string][]byte{
		filepath.Join(runtimeDir, tablesFile): tables,
		filepath.Join(copyDir, tablesFile):    inPackage(tables, "codes"),
		filepath.Join(copyDir, tagFile):       inPackage(tags, "codes"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// inPackage returns a file of package rest as a file of another package.
func inPackage(content []byte, name string) []byte {
	return bytes.Replace(content, []byte("package rest\n"), []byte("package "+name+"\n"), 1)
}

// read returns the content of a URL or file.
func read(from string) ([]byte, error) {
	if !strings.HasPrefix(from, "https://") {
		return os.ReadFile(from)
	}
	client := &http.Client{Timeout: time.Minute}
	resp, err := client.Get(from)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", from, resp.Status)
	}
	const most = 16 << 20
	return io.ReadAll(io.LimitReader(resp.Body, most))
}

// unpack returns the files of an archive by name without folders.
func unpack(data []byte) (map[string][]byte, error) {
	zipped, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte)
	for in := tar.NewReader(zipped); ; {
		header, err := in.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if files[path.Base(header.Name)], err = io.ReadAll(in); err != nil {
			return nil, err
		}
	}
}
