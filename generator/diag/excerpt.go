package diag

// Excerpt returns s cut to 60 characters so that it fits in a message. A cut
// string ends in "…".
func Excerpt(s string) string {
	const most = 60
	count := 0
	for at := range s {
		if count == most {
			return s[:at] + "…"
		}
		count++
	}
	return s
}
