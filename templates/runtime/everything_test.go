package rest

// This file defines a model with a member for every reader and writer.
// DecodeJSON reads it as generated code does. encoding/json reads the same
// struct, and its UnmarshalJSON methods implement the intended differences,
// each of which is in the list in differential_test.go. These methods do not
// use the runtime, so they do not share its bugs.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

type (
	looseBool    bool
	looseInt32   int32
	looseInt64   int64
	looseUint64  uint64
	looseFloat64 float64
	looseDecimal Decimal
	looseBytes   []byte
	looseTime    struct{ time.Time }
	color        string
	exactText    []byte
)

var colors = []string{"red", "darkGreen", "blue"}

// everything is the model. A member is optional if its zero value can mean a
// missing value.
type everything struct {
	Bool    looseBool    `json:"bool"`
	Int32   looseInt32   `json:"int32"`
	Int64   looseInt64   `json:"int64"`
	Uint64  looseUint64  `json:"uint64"`
	Float64 looseFloat64 `json:"float64"`
	Decimal looseDecimal `json:"decimal"`
	String  string       `json:"string"`
	Color   color        `json:"color"`
	Bytes   looseBytes   `json:"bytes"`
	Time    looseTime    `json:"time"`
	Date    Date         `json:"date"`
	Clock   TimeOfDay    `json:"clock"`
	Span    Duration     `json:"span"`
	Raw     exactText    `json:"raw"`

	MaybeBool    *looseBool    `json:"maybeBool"`
	MaybeInt32   *looseInt32   `json:"maybeInt32"`
	MaybeInt64   *looseInt64   `json:"maybeInt64"`
	MaybeUint64  *looseUint64  `json:"maybeUint64"`
	MaybeFloat64 *looseFloat64 `json:"maybeFloat64"`
	MaybeDecimal *looseDecimal `json:"maybeDecimal"`
	MaybeString  *string       `json:"maybeString"`
	MaybeColor   *color        `json:"maybeColor"`
	MaybeTime    *looseTime    `json:"maybeTime"`
	MaybeDate    *Date         `json:"maybeDate"`

	Strings      []string              `json:"strings"`
	MaybeStrings []*string             `json:"maybeStrings"`
	Colors       []color               `json:"colors"`
	Matrix       [][]looseInt64        `json:"matrix"`
	Leaves       []leaf                `json:"leaves"`
	MaybeLeaves  []*leaf               `json:"maybeLeaves"`
	Numbers      map[string]looseInt32 `json:"numbers"`
	LeafMap      map[string]leaf       `json:"leafMap"`

	Leaf      leaf        `json:"leaf"`
	MaybeLeaf *leaf       `json:"maybeLeaf"`
	Self      *everything `json:"self"`

	ByKind kindUnion `json:"byKind"`
	ByKeys keysUnion `json:"byKeys"`
	ByType typeUnion `json:"byType"`

	Extra map[string]RawJSON `json:"-"`
}

// leaf is a small model.
type leaf struct {
	Type  string             `json:"@type"`
	Code  *looseInt32        `json:"code"`
	Label *string            `json:"läbel<&>"` // needs escaping
	Extra map[string]RawJSON `json:"-"`
}

// kindUnion selects its type by the kind of the value.
type kindUnion struct {
	Text *string
	Num  *looseFloat64
	Flag *looseBool
	List []looseInt64
	Leaf *leaf
}

// keysUnion selects its type by the members that are present.
type keysUnion struct {
	Coded *leaf
	Inner *everything
	Other exactText
}

// typeUnion selects its type by the member @type.
type typeUnion struct {
	Type string
	Leaf *leaf
	All  *everything
}

func (v *everything) DecodeJSON(d *Decoder) {
	if !d.Object() {
		return
	}
	for d.Next() {
		switch string(d.Key()) {
		case "bool":
			v.Bool = readLooseBool(d)
		case "int32":
			v.Int32 = looseInt32(d.Int32())
		case "int64":
			v.Int64 = looseInt64(d.Int64())
		case "uint64":
			v.Uint64 = looseUint64(d.Uint64())
		case "float64":
			v.Float64 = looseFloat64(d.Float64())
		case "decimal":
			v.Decimal = looseDecimal(d.Decimal())
		case "string":
			v.String = d.String()
		case "color":
			v.Color = readColor(d)
		case "bytes":
			v.Bytes = d.Bytes()
		case "time":
			v.Time = readTime(d)
		case "date":
			v.Date = d.Date()
		case "clock":
			v.Clock = d.TimeOfDay()
		case "span":
			v.Span = d.Duration()
		case "raw":
			v.Raw = exactText(d.Raw())
		default:
			v.decodeMaybe(d)
		}
	}
}

func (v *everything) decodeMaybe(d *Decoder) {
	switch string(d.Key()) {
	case "maybeBool":
		v.MaybeBool = (*looseBool)(d.MaybeBool())
	case "maybeInt32":
		v.MaybeInt32 = (*looseInt32)(d.MaybeInt32())
	case "maybeInt64":
		v.MaybeInt64 = (*looseInt64)(d.MaybeInt64())
	case "maybeUint64":
		v.MaybeUint64 = Maybe(d, func(d *Decoder) looseUint64 { return looseUint64(d.Uint64()) })
	case "maybeFloat64":
		v.MaybeFloat64 = (*looseFloat64)(d.MaybeFloat64())
	case "maybeDecimal":
		v.MaybeDecimal = Maybe(d, func(d *Decoder) looseDecimal { return looseDecimal(d.Decimal()) })
	case "maybeString":
		v.MaybeString = d.MaybeString()
	case "maybeColor":
		v.MaybeColor = (*color)(d.MaybeEnum(colors))
	case "maybeTime":
		v.MaybeTime = nil
		if at := d.MaybeTime(); at != nil {
			v.MaybeTime = &looseTime{*at}
		}
	case "maybeDate":
		v.MaybeDate = Maybe(d, (*Decoder).Date)
	default:
		v.decodeComposed(d)
	}
}

func (v *everything) decodeComposed(d *Decoder) {
	switch string(d.Key()) {
	case "strings":
		v.Strings = ReadList(d, (*Decoder).String)
	case "maybeStrings":
		v.MaybeStrings = ReadList(d, (*Decoder).MaybeString)
	case "colors":
		v.Colors = ReadList(d, readColor)
	case "matrix":
		v.Matrix = ReadList(d, readInts)
	case "leaves":
		v.Leaves = ReadModelList[leaf](d)
	case "maybeLeaves":
		v.MaybeLeaves = ReadList(d, ReadModelPointer[leaf])
	case "numbers":
		v.Numbers = ReadMap(d, readLooseInt32)
	case "leafMap":
		v.LeafMap = ReadMap(d, ReadModel[leaf])
	case "leaf":
		v.Leaf = ReadModel[leaf](d)
	case "maybeLeaf":
		v.MaybeLeaf = ReadModelPointer[leaf](d)
	case "self":
		v.Self = ReadModelPointer[everything](d)
	case "byKind":
		v.ByKind = readKindUnion(d)
	case "byKeys":
		v.ByKeys = readKeysUnion(d)
	case "byType":
		v.ByType = readTypeUnion(d)
	default:
		d.AdditionalProperty(&v.Extra)
	}
}

func (v *leaf) DecodeJSON(d *Decoder) {
	if !d.Object() {
		return
	}
	for d.Next() {
		switch string(d.Key()) {
		case "@type":
			v.Type = d.StringDefault("#leaf")
		case "code":
			v.Code = (*looseInt32)(d.MaybeInt32())
		case "läbel<&>":
			v.Label = d.MaybeString()
		default:
			d.AdditionalProperty(&v.Extra)
		}
	}
}

func readLooseBool(d *Decoder) looseBool   { return looseBool(d.Bool()) }
func readLooseInt32(d *Decoder) looseInt32 { return looseInt32(d.Int32()) }
func readLooseInt64(d *Decoder) looseInt64 { return looseInt64(d.Int64()) }
func readColor(d *Decoder) color           { return color(d.Enum(colors)) }
func readTime(d *Decoder) looseTime        { return looseTime{d.Time()} }
func readInts(d *Decoder) []looseInt64     { return ReadList(d, readLooseInt64) }

func readKindUnion(d *Decoder) (v kindUnion) {
	switch d.Kind() {
	case KindString:
		v.Text = d.MaybeString()
	case KindNumber:
		v.Num = (*looseFloat64)(d.MaybeFloat64())
	case KindBool:
		v.Flag = (*looseBool)(d.MaybeBool())
	case KindArray:
		v.List = readInts(d)
	case KindObject:
		v.Leaf = ReadModelPointer[leaf](d)
	default:
		d.Skip() // null, or an error
	}
	return v
}

func readKeysUnion(d *Decoder) (v keysUnion) {
	switch {
	case d.HasKeys("code"):
		v.Coded = ReadModelPointer[leaf](d)
	case d.HasKeys("self", "int64"):
		v.Inner = ReadModelPointer[everything](d)
	default:
		v.Other = exactText(d.Raw())
	}
	return v
}

func readTypeUnion(d *Decoder) (v typeUnion) {
	switch v.Type = string(d.Discriminator("@type")); v.Type {
	case "#all":
		v.All = ReadModelPointer[everything](d)
	default:
		v.Leaf = ReadModelPointer[leaf](d)
	}
	return v
}

// The following code is for encoding/json.

func (v *everything) UnmarshalJSON(data []byte) error { return oracleObject(data, v, &v.Extra) }
func (v *leaf) UnmarshalJSON(data []byte) error       { return oracleObject(data, v, &v.Extra) }

// oracleObject reads an object into the struct that v points to. Names must
// match exactly, the last of several members wins, each is read into an empty
// value, and unknown members are preserved.
func oracleObject(data []byte, v any, extra *map[string]RawJSON) error {
	members, err := oracleMembers(data)
	if err != nil || members == nil {
		return err
	}
	into := reflect.ValueOf(v).Elem()
	for _, m := range members {
		field := fieldOf(into.Type(), m.name)
		if field < 0 {
			if *extra == nil {
				*extra = map[string]RawJSON{}
			}
			(*extra)[m.name] = RawJSON(m.text)
			continue
		}
		fresh := reflect.New(into.Type().Field(field).Type)
		if err := json.Unmarshal(m.text, fresh.Interface()); err != nil {
			return err
		}
		into.Field(field).Set(fresh.Elem())
	}
	return nil
}

func fieldOf(t reflect.Type, name string) int {
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("json"); tag == name && tag != "-" {
			return i
		}
	}
	return -1
}

type oracleMember struct {
	name string
	text json.RawMessage
}

// oracleMembers returns the members of an object in order, or nil for null.
func oracleMembers(data []byte) ([]oracleMember, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	token, err := d.Token()
	if err != nil || token == nil {
		return nil, err
	}
	if token != json.Delim('{') {
		return nil, errors.New("not an object")
	}
	list := []oracleMember{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var text json.RawMessage
		if err := d.Decode(&text); err != nil {
			return nil, err
		}
		list = append(list, oracleMember{name.(string), text})
	}
	return list, nil
}

// oracleText returns the value of a JSON string. It returns false for other
// values and, unless escapes is set, for strings with escapes.
func oracleText(data []byte, escapes bool) (string, bool) {
	var s string
	if data[0] != '"' || json.Unmarshal(data, &s) != nil {
		return "", false
	}
	return s, escapes || string(data) == `"`+s+`"`
}

func (v *looseBool) UnmarshalJSON(data []byte) error {
	if s, ok := oracleText(data, false); ok {
		data = bytes.ToLower([]byte(s))
		if s := string(data); s != "true" && s != "false" {
			return errors.New("not a boolean")
		}
	}
	return json.Unmarshal(data, (*bool)(v))
}

var numeralInString = regexp.MustCompile(`^ *(?:\+?0*((?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(-(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)) *$`)

// oracleNumber removes the quotation marks of a number in a string.
func oracleNumber(data []byte) []byte {
	if s, ok := oracleText(data, false); ok {
		if match := numeralInString.FindStringSubmatch(s); match != nil {
			return []byte(match[1] + match[2])
		}
	}
	return data
}

// oracleInteger also returns 1.0 and 1e2 as 1 and 100.
func oracleInteger(data []byte) []byte {
	data = oracleNumber(data)
	if data[0] != '-' && (data[0] < '0' || data[0] > '9') {
		return data
	}
	digits, negative := bytes.CutPrefix(bytes.ToLower(data), []byte("-"))
	mantissa, exponent, _ := strings.Cut(string(digits), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	significant := strings.TrimLeft(whole+fraction, "0")
	zeros := len(significant) - len(strings.TrimRight(significant, "0"))
	significant = strings.TrimRight(significant, "0")
	shift := oracleExponent(exponent) - len(fraction) + zeros
	switch {
	case significant == "":
		return []byte("0")
	case shift < 0 || len(significant)+shift > 20:
		return []byte("1.5") // not a 64-bit integer
	}
	significant += strings.Repeat("0", shift)
	if negative {
		significant = "-" + significant
	}
	return []byte(significant)
}

func oracleExponent(text string) int {
	sign := 1
	if text, ok := strings.CutPrefix(text, "-"); ok {
		sign = -1
		return sign * oracleExponent(text)
	}
	text = strings.TrimLeft(strings.TrimPrefix(text, "+"), "0")
	n := 0
	if len(text) > 9 {
		text = "999999999"
	}
	_, _ = fmt.Sscan(text, &n)
	return n
}

func (v *looseInt32) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(oracleInteger(data), (*int32)(v))
}

func (v *looseInt64) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(oracleInteger(data), (*int64)(v))
}

func (v *looseUint64) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(oracleInteger(data), (*uint64)(v))
}

var notNumbers = map[string]string{
	"INF": "+Inf", "Infinity": "+Inf", "-INF": "-Inf", "-Infinity": "-Inf", "NaN": "NaN",
}

func (v *looseFloat64) UnmarshalJSON(data []byte) error {
	if s, ok := oracleText(data, false); ok && notNumbers[s] != "" {
		_, err := fmt.Sscan(notNumbers[s], (*float64)(v))
		return err
	}
	return json.Unmarshal(oracleNumber(data), (*float64)(v))
}

func (v *looseDecimal) UnmarshalJSON(data []byte) error {
	data = oracleNumber(data)
	if data[0] == '"' {
		return errors.New("not a number")
	}
	return json.Unmarshal(data, (*json.Number)(v))
}

func (v *color) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, (*string)(v)); err != nil {
		return err
	}
	for _, known := range colors {
		if len(known) == len(*v) && strings.EqualFold(known, string(*v)) { // equal lengths exclude letters that are not ASCII
			*v = color(known)
		}
	}
	return nil
}

func (v *looseBytes) UnmarshalJSON(data []byte) error {
	s, ok := oracleText(data, true)
	if !ok {
		return oracleNull(data)
	}
	if strings.ContainsAny(s, "-_") {
		if strings.ContainsAny(s, "+/") {
			return errors.New("two alphabets")
		}
		s = strings.NewReplacer("-", "+", "_", "/").Replace(s)
	}
	s = strings.NewReplacer("\r", "", "\n", "").Replace(s)
	s = strings.TrimRight(s, "=")
	s += strings.Repeat("=", (4-len(s)%4)%4)
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, (*[]byte)(v))
}

// oracleNull accepts only null.
func oracleNull(data []byte) error {
	if string(data) != "null" {
		return errors.New("neither a string nor null")
	}
	return nil
}

func (v *looseTime) UnmarshalJSON(data []byte) error {
	s, ok := oracleText(data, true)
	if !ok {
		return oracleNull(data)
	}
	var errs []error
	usual := strings.ToUpper(s)
	if len(usual) > 10 && usual[10] == ' ' {
		usual = usual[:10] + "T" + usual[11:]
	}
	zoned := usual + "Z"
	if m := regexp.MustCompile(`^(.{11,}[+-]\d\d)(\d\d)?$`).FindStringSubmatch(usual); m != nil {
		zoned = m[1] + ":" + cmp.Or(m[2], "00")
	}
	for _, text := range []string{s, usual, zoned} {
		err := v.UnmarshalText([]byte(text))
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (v *exactText) UnmarshalJSON(data []byte) error {
	*v = slices.Clone(data)
	return nil
}

func (v *kindUnion) UnmarshalJSON(data []byte) error {
	switch c := data[0]; {
	case c == '"':
		return json.Unmarshal(data, &v.Text)
	case c == '[':
		return json.Unmarshal(data, &v.List)
	case c == '{':
		return json.Unmarshal(data, &v.Leaf)
	case c == 't' || c == 'f':
		return json.Unmarshal(data, &v.Flag)
	case c == 'n':
		return nil
	}
	return json.Unmarshal(data, &v.Num)
}

func (v *keysUnion) UnmarshalJSON(data []byte) error {
	var keys map[string]json.RawMessage
	if data[0] == '{' {
		if err := json.Unmarshal(data, &keys); err != nil {
			return err
		}
	}
	switch {
	case keys["code"] != nil:
		return json.Unmarshal(data, &v.Coded)
	case keys["self"] != nil && keys["int64"] != nil:
		return json.Unmarshal(data, &v.Inner)
	}
	return json.Unmarshal(data, &v.Other)
}

func (v *typeUnion) UnmarshalJSON(data []byte) error {
	members, err := oracleMembers(data)
	if err != nil {
		return err
	}
	first := slices.IndexFunc(members, func(m oracleMember) bool { return m.name == "@type" })
	if first >= 0 {
		v.Type, _ = oracleText(members[first].text, true)
	}
	if v.Type == "#all" {
		return json.Unmarshal(data, &v.All)
	}
	return json.Unmarshal(data, &v.Leaf)
}
