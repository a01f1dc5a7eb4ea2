package lab

import (
	"fmt"
	"os"
	"strings"
)

// Figures is the section of a document that a measurement writes. It begins and ends with comments on separate lines.
type Figures struct{ Begin, End string }

// Write replaces the text between the comments in a file. An empty or missing file is created and begins with above. A
// file without the comments is an error.
func (f Figures) Write(file, above, text string) error {
	old, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	before, rest, ok := strings.Cut(string(old), f.Begin+"\n")
	_, after, ended := strings.Cut(rest, f.End+"\n")
	if len(old) == 0 {
		before, ok, ended = above, true, true
	}
	if !ok || !ended {
		return fmt.Errorf("%s does not contain %q and %q", file, f.Begin, f.End)
	}
	return os.WriteFile(file, []byte(before+f.Begin+"\n"+text+f.End+"\n"+after), 0o644)
}
