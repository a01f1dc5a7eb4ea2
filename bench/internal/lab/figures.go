package lab

import (
	"fmt"
	"os"
	"strings"
)

// Figures is a part of a document that a measurement writes: what stands between two comments, each on a line of its own.
type Figures struct{ Begin, End string }

// Write puts text between the comments in a file, whose other text stays. A file without them is left alone and an error; one that
// does not exist or is empty is begun with above.
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
		return fmt.Errorf("%s has no place for the figures: %q and %q", file, f.Begin, f.End)
	}
	return os.WriteFile(file, []byte(before+f.Begin+"\n"+text+f.End+"\n"+after), 0o644)
}
