package rest

import (
	"strconv"
	"time"
)

// The functions in this file format parameters of paths, queries, headers and
// cookies.

// FormatBool returns "true" or "false". It is for generated code.
func FormatBool(v bool) string { return strconv.FormatBool(v) }

// FormatInt returns v in decimal. It is for generated code.
func FormatInt[T ~int32 | ~int64](v T) string { return strconv.FormatInt(int64(v), 10) }

// FormatUint returns v in decimal. It is for generated code.
func FormatUint(v uint64) string { return strconv.FormatUint(v, 10) }

// FormatFloat returns v as in JSON, or INF, -INF or NaN, which JSON numbers
// cannot represent. It is for generated code.
func FormatFloat(v float64) string { return string(appendFloat(nil, v)) }

// FormatTime returns v in the format of RFC 3339. It is for generated code.
func FormatTime(v time.Time) string { return v.Format(time.RFC3339Nano) }

// FormatString returns v as a string. It is for generated code.
func FormatString[T ~string](v T) string { return string(v) }

// FormatList formats the elements of a list. It returns nil if the list is
// empty. It is for generated code.
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
