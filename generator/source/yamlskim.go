package source

// skimYAML leaves all YAML to the full reader as yet.
func skimYAML(string) *Node { return nil }

func readBlock(*Node) *Node { panic("internal: no YAML is unread") }
