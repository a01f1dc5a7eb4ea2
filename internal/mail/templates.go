package mail

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// catalogue holds the templates of all languages.
type catalogue struct {
	tags    []language.Tag // English first
	matcher language.Matcher
	sets    []func() (*templates, error) // by the index of the tag; parse on the first call
}

// loadTemplates prepares the built-in templates, replaced by the files in a folder. With a folder, it parses and tests
// all templates; the error lists all files that are not named like a template, do not parse, or use an unknown value.
func loadTemplates(folder string) (*catalogue, error) {
	files, err := readTemplateFiles(folder)
	if err != nil {
		return nil, err
	}
	c := &catalogue{tags: languages()}
	for _, lang := range slices.Sorted(maps.Keys(files)) {
		if tag := language.Make(lang); lang != "" && !slices.Contains(c.tags, tag) {
			c.tags = append(c.tags, tag)
		}
	}
	c.matcher = language.NewMatcher(c.tags)
	for _, tag := range c.tags {
		c.sets = append(c.sets, sync.OnceValues(func() (*templates, error) { return parseTemplates(files, tag) }))
	}
	if len(files) == 0 {
		return c, nil // the built-in templates are tested
	}
	var invalid []string
	for _, set := range c.sets {
		if _, err := set(); err != nil && !slices.Contains(invalid, err.Error()) {
			invalid = append(invalid, err.Error())
		}
	}
	if len(invalid) > 0 {
		return nil, fmt.Errorf("email templates: %s", strings.Join(invalid, "; "))
	}
	return c, nil
}

// choose returns the templates for the first of the locales (BCP 47) for which there are any, or else those in English,
// and the locale for amounts.
func (c *catalogue) choose(among ...string) (*templates, string, error) {
	for _, locale := range among {
		tag, err := language.Parse(locale)
		if locale == "" || err != nil {
			continue
		}
		if _, i, confidence := c.matcher.Match(tag); confidence != language.No {
			t, err := c.sets[i]()
			if base, _ := tag.Base(); err == nil && (base.String() != t.language || isRTL(tag)) {
				locale = t.language // an email has digits of one kind, which its numbers and codes have too
			}
			return t, locale, err
		}
	}
	t, err := c.sets[0]()
	return t, "en", err
}
