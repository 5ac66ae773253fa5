package rest

import (
	"strconv"
	"time"
)

// The functions here make the text of parameters in paths, queries, headers
// and cookies.

// FormatBool returns "true" or "false".
func FormatBool(v bool) string { return strconv.FormatBool(v) }

// FormatInt returns the digits of v.
func FormatInt[T ~int32 | ~int64](v T) string { return strconv.FormatInt(int64(v), 10) }

// FormatUint returns the digits of v.
func FormatUint(v uint64) string { return strconv.FormatUint(v, 10) }

// FormatFloat returns v as JSON has it; INF, -INF or NaN for what JSON has
// not.
func FormatFloat(v float64) string { return string(appendFloat(nil, v, 64)) }

// FormatTime returns v as in RFC 3339.
func FormatTime(v time.Time) string { return v.Format(time.RFC3339Nano) }

// FormatString returns the text of any kind of string.
func FormatString[T ~string](v T) string { return string(v) }

// FormatList returns the text of each element, nil for none.
func FormatList[T any](list []T, format func(T) string) []string {
	if len(list) == 0 {
		return nil
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = format(v)
	}
	return texts
}
