//go:build linux

package main

// This file measures how time and memory grow with the number of operations. It
// generates an SDK for each number, with operations picked evenly from all of
// Graph.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"text/template"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// point is the measurement for one number of operations.
type point struct {
	Operations int
	Files      int
	Bytes      int64 // of Go source
	Line       line
}

// growth measures all numbers of operations.
func (s *scale) growth() error {
	ids, all, err := s.operationIDs(s.graph("graph-v1.0.json"))
	if err != nil {
		return err
	}
	var points []point
	for _, n := range []int{1, 10, 100, 1000, all} {
		p, err := s.grow(ids, n, n == all)
		if err != nil {
			return err
		}
		points = append(points, p)
	}
	lines := make([]line, len(points))
	for i, p := range points {
		lines[i] = p.Line
	}
	s.show("growth", lines)
	if s.docs == "" {
		return nil
	}
	return s.write(points)
}

// grow measures an SDK with n of the operations, or with all of them.
func (s *scale) grow(ids []string, n int, all bool) (point, error) {
	config := "    layout: tree\n"
	runs := s.big
	if !all {
		text, err := json.Marshal(pickEvenly(ids, n)) // JSON lists are valid YAML
		if err != nil {
			return point{}, err
		}
		config += "    select:\n      operations: " + string(text) + "\n"
		runs = s.n
	}
	p, err := s.project("growth", s.graph("graph-v1.0.json"), config)
	if err != nil {
		return point{}, err
	}
	defer os.RemoveAll(p.dir)
	name := fmt.Sprintf("%d operations", n)
	l, err := repeat(name, runs, bound{}, p.clean, func() *exec.Cmd { return p.generate("--no-cache") })
	if err != nil {
		return point{}, err
	}
	out := point{Operations: n, Line: l}
	out.Files, out.Bytes, err = sizeOf(filepath.Join(p.dir, "graph"))
	return out, err
}

// pickEvenly returns n evenly spaced values.
func pickEvenly(values []string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = values[(2*i+1)*len(values)/(2*n)]
	}
	return out
}

// operationIDs returns the operation IDs of a description by path and method, and
// the number of all operations, including those without an ID. It runs fragen
// inspect, because memory of this process would count as memory of its children.
func (s *scale) operationIDs(file string) (ids []string, all int, err error) {
	cmd := exec.Command(s.fragen, "inspect", file, "--operations", "--json", "--quiet")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, 0, fmt.Errorf("inspect: %w", err)
	}
	return idsOf(out)
}

// idsOf parses the output of fragen inspect.
func idsOf(out []byte) (ids []string, all int, err error) {
	var overview struct {
		Operations []struct{ OperationID string }
	}
	if err := json.Unmarshal(out, &overview); err != nil {
		return nil, 0, err
	}
	for _, operation := range overview.Operations {
		if operation.OperationID != "" {
			ids = append(ids, operation.OperationID)
		}
	}
	if len(ids) < 1000 {
		return nil, 0, fmt.Errorf("expected at least 1000 operations with an ID, found %d", len(ids))
	}
	return ids, len(overview.Operations), nil
}

// sizeOf returns the number and total size of the files below dir.
func sizeOf(dir string) (files int, size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		files++
		size += info.Size()
		return nil
	})
	return files, size, err
}

// write writes the table and the plot to the documentation folder.
func (s *scale) write(points []point) error {
	var table bytes.Buffer
	data := map[string]any{"Points": points, "CPUs": runtime.NumCPU(), "Runs": s.n, "Big": s.big}
	err := tableTemplate.Execute(&table, data)
	if err != nil {
		return err
	}
	file := filepath.Join(s.docs, "scale.md")
	if old, err := os.ReadFile(file); err == nil {
		if _, section, ok := strings.Cut(string(old), besideHead); ok {
			table.WriteString(besideHead + section)
		}
	}
	if err := os.WriteFile(file, table.Bytes(), 0o666); err != nil {
		return err
	}
	drawing, err := plotOf(points)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(s.docs, "scale.svg"), drawing, 0o666)
}

// besideHead begins the section that the command beside writes.
const besideHead = "\n## Other SDKs\n"

var tableTemplate = template.Must(template.New("scale.md").Funcs(template.FuncMap{
	"mb": func(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) },
	"per": func(p point) string {
		return fmt.Sprintf("%.2f", 1000*p.Line.wall/float64(p.Operations))
	},
	"wall": func(p point) string { return fmt.Sprintf("%.2f", p.Line.wall) },
	"cpu":  func(p point) string { return fmt.Sprintf("%.2f", p.Line.cpu) },
	"mem":  func(p point) string { return fmt.Sprintf("%.0f", p.Line.memory) },
}).Parse(`<!-- Written by: go -C bench run ./scale -part growth -docs ../docs -->

# Time and memory by number of operations

The table shows the cost of ` + "`fragen generate`" + ` for SDKs with 1 to 11,422 operations. The
operations are selected at even intervals from Microsoft Graph v1.0 (20 MB, 11,422 operations,
2,599 schemas), and the SDKs use ` + "`layout: tree`" + `. Graph's schemas refer to each other so often
that even a few operations need many schemas. Each value in the table is the median of {{.Runs}} runs on
{{.CPUs}} CPUs ({{.Big}} runs for the largest SDK). The operating system measures time and
memory from the start of the command until the last file is written.

| operations | files | Go source | wall | per operation | CPU | memory |
|---:|---:|---:|---:|---:|---:|---:|
{{range .Points}}| {{.Operations}} | {{.Files}} | {{mb .Bytes}} MB | {{wall .}} s | {{per .}} ms | {{cpu .}} s | {{mem .}} MB |
{{end}}
![Time and memory by number of operations, on logarithmic axes](scale.svg)
`))

// plotOf plots time and memory over the number of operations on logarithmic axes.
// Linear growth is a straight line with slope 1.
func plotOf(points []point) ([]byte, error) {
	const width, height = 16 * vg.Centimeter, 18 * vg.Centimeter
	var plots [][]*plot.Plot
	for _, d := range []struct {
		title string
		of    func(point) float64
	}{
		{"wall time in s", func(p point) float64 { return p.Line.wall }},
		{"memory in MB", func(p point) float64 { return p.Line.memory }},
	} {
		var xys plotter.XYs
		for _, p := range points {
			xys = append(xys, plotter.XY{X: float64(p.Operations), Y: d.of(p)})
		}
		p := plot.New()
		p.X.Label.Text, p.Y.Label.Text = "operations", d.title
		p.X.Scale, p.Y.Scale = plot.LogScale{}, plot.LogScale{}
		p.X.Tick.Marker, p.Y.Tick.Marker = plot.LogTicks{Prec: -1}, plot.LogTicks{Prec: -1}
		p.Add(plotter.NewGrid())
		curve, marks, err := plotter.NewLinePoints(xys)
		if err != nil {
			return nil, err
		}
		p.Add(curve, marks)
		plots = append(plots, []*plot.Plot{p})
	}
	canvas := vgsvg.New(width, height)
	tiles := draw.Tiles{
		Rows: len(plots), Cols: 1, PadY: vg.Centimeter,
		PadTop: vg.Millimeter, PadBottom: vg.Millimeter, PadLeft: vg.Millimeter, PadRight: 5 * vg.Millimeter,
	}
	for i, row := range plot.Align(plots, tiles, draw.New(canvas)) {
		plots[i][0].Draw(row[0])
	}
	var out bytes.Buffer
	_, err := canvas.WriteTo(&out)
	return out.Bytes(), err
}
