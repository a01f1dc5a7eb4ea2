package input

import (
	"golang.org/x/text/language"

	"clientele/internal/apperr"
	"clientele/internal/normalize"
)

// maxLocale is the maximum length of a language tag in characters, which RFC 5646, section 4.4.1 says is enough.
const maxLocale = 35

// Locale checks an optional language tag (BCP 47), such as de-AT, and returns it in its canonical form.
func Locale(f *apperr.Fields, at apperr.Path, s *string) *string {
	if s == nil {
		return nil
	}
	text := normalize.Trim(*s)
	if len(text) > maxLocale {
		f.Add(at, apperr.CodeTooLong, "A language tag can have at most 35 characters")
		return new(string)
	}
	tag, err := language.Parse(text)
	if err != nil || tag.IsRoot() {
		f.Add(at, apperr.CodeInvalid, "This is not a language tag (BCP 47). Write for example en, de-AT or zh-Hant.")
		return new(string)
	}
	canonical := tag.String()
	if len(canonical) > maxLocale { // an old subtag can have a longer replacement
		canonical = text
	}
	return &canonical
}
