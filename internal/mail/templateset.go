package mail

import (
	"bytes"
	"errors"
	"fmt"
	htmltemplate "html/template"
	"maps"
	"slices"
	"strings"
	texttemplate "text/template"

	"golang.org/x/text/language"
)

// templates holds the subject, text and HTML templates of each kind in one language.
type templates struct {
	language, direction string // BCP 47; ltr or rtl
	format              languageFormat
	subject, text       map[Kind]*texttemplate.Template
	html                map[Kind]*htmltemplate.Template
}

// parser parses the templates of a language.
type parser struct {
	*templates
	files templateFiles
	tag   language.Tag
	text  *texttemplate.Template // what the texts of all kinds share
	html  *htmltemplate.Template
}

// parseTemplates parses the templates of a language, and executes each with all values set and with none. The error
// lists the invalid files.
func parseTemplates(files templateFiles, tag language.Tag) (*templates, error) {
	t := &templates{
		language: tag.String(), direction: "ltr", format: formatOf(nearest(tag)),
		subject: map[Kind]*texttemplate.Template{}, text: map[Kind]*texttemplate.Template{},
		html: map[Kind]*htmltemplate.Template{},
	}
	if isRTL(tag) {
		t.direction = "rtl"
	}
	p := parser{templates: t, files: files, tag: tag}
	if err := p.shared(); err != nil {
		return nil, fmt.Errorf("email template: %w", err)
	}
	var invalid []error
	for _, kind := range slices.Sorted(maps.Keys(pages)) {
		if err := p.add(kind); err != nil {
			invalid = append(invalid, err)
		}
	}
	return t, errors.Join(invalid...)
}

// shared parses the templates that all kinds share.
func (p *parser) shared() error {
	p.text = texttemplate.New("email").Option("missingkey=error").Funcs(texttemplate.FuncMap{"bdi": p.isolateText})
	p.html = htmltemplate.New("email").Option("missingkey=error").Funcs(htmltemplate.FuncMap{"bdi": p.isolateHTML})
	for _, name := range []string{textLayout, textOrder, wordsFile} {
		text, err := p.files.text(p.tag, name)
		if err != nil {
			return err
		}
		if _, err := p.text.New(name).Parse(text); err != nil {
			return err
		}
	}
	for _, name := range []string{htmlLayout, htmlOrder, wordsFile} {
		text, err := p.files.text(p.tag, name)
		if err != nil {
			return err
		}
		if _, err := p.html.New(name).Parse(text); err != nil {
			return err
		}
	}
	return nil
}

// isolateText isolates a value from the direction of the text around it (UAX #9), which is only necessary in a text
// from right to left.
func (t *templates) isolateText(value string) string {
	if t.direction == "ltr" || value == "" {
		return value
	}
	return "\u2068" + value + "\u2069" // first strong isolate, pop directional isolate
}

// isolateHTML is isolateText for HTML. It escapes the value.
func (t *templates) isolateHTML(value string) htmltemplate.HTML {
	escaped := htmltemplate.HTMLEscapeString(value)
	if t.direction == "ltr" || value == "" {
		return htmltemplate.HTML(escaped) // value is escaped
	}
	return htmltemplate.HTML("<bdi>" + escaped + "</bdi>") // value is escaped
}

// add parses the three files of a kind, and executes them with all values set and with none.
func (p *parser) add(kind Kind) error {
	subject, err := p.parseText(kind, ".subject.txt")
	if err != nil {
		return err
	}
	text, err := p.parseText(kind, ".txt")
	if err != nil {
		return err
	}
	if text.Lookup("body") != nil { // otherwise, the file is the whole text
		text = text.Lookup(textLayout)
	}
	page, err := p.html.Clone()
	if err != nil {
		return err
	}
	name := string(kind) + ".html"
	source, err := p.files.text(p.tag, name)
	if err != nil {
		return err
	}
	if _, err = page.New(name).Parse(source); err != nil {
		return err
	}
	if page.Lookup("body") == nil {
		return fmt.Errorf("%s: must define \"body\"", name)
	}
	p.subject[kind], p.templates.text[kind], p.templates.html[kind] = subject, text, page.Lookup(htmlLayout)
	for _, data := range samples() {
		if subject, _, _, err := p.render(kind, data); err != nil {
			return err
		} else if subject == "" {
			return fmt.Errorf("%s.subject.txt: the subject is empty", kind)
		}
	}
	return nil
}

// parseText parses a text file of a kind.
func (p *parser) parseText(kind Kind, extension string) (*texttemplate.Template, error) {
	name := string(kind) + extension
	source, err := p.files.text(p.tag, name)
	if err != nil {
		return nil, err
	}
	t, err := p.text.Clone()
	if err != nil {
		return nil, err
	}
	return t.New(name).Parse(source)
}

// render executes the templates of a kind.
func (t *templates) render(kind Kind, data map[string]any) (subject, text, html string, err error) {
	if t.html[kind] == nil {
		return "", "", "", fmt.Errorf("no templates for emails of kind %q", kind)
	}
	data["Language"], data["Direction"] = t.language, t.direction
	var b bytes.Buffer
	if err := t.subject[kind].Execute(&b, singleLines(data)); err != nil {
		return "", "", "", err
	}
	subject = strings.Join(strings.Fields(b.String()), " ")
	b.Reset()
	if err := t.text[kind].Execute(&b, data); err != nil {
		return "", "", "", err
	}
	text = strings.TrimSpace(b.String()) + "\n"
	b.Reset()
	if err := t.html[kind].Execute(&b, data); err != nil {
		return "", "", "", err
	}
	return subject, text, b.String(), nil
}

// singleLines returns the values of an email with those that are texts as single lines, for its subject.
func singleLines(data map[string]any) map[string]any {
	lines := make(map[string]any, len(data))
	for name, value := range data {
		if text, ok := value.(string); ok {
			value = singleLine(text)
		}
		lines[name] = value
	}
	return lines
}
