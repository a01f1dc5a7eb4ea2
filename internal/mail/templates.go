package mail

import (
	"bytes"
	"embed"
	"fmt"
	htmltemplate "html/template"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	texttemplate "text/template"
)

//go:embed templates/*
var builtIn embed.FS

// layoutFile is the HTML layout of all kinds.
const layoutFile = "layout.html"

// templates holds the subject, text and HTML templates of each kind.
type templates struct {
	subject, text map[Kind]*texttemplate.Template
	html          map[Kind]*htmltemplate.Template
}

// loadTemplates parses the built-in templates, replaced by the files of the same names in a folder. The error lists all
// files that are not named like a template, do not parse, or use an unknown value.
func loadTemplates(folder string) (*templates, error) {
	files, err := templateFiles(folder)
	if err != nil {
		return nil, err
	}
	t := &templates{
		subject: map[Kind]*texttemplate.Template{}, text: map[Kind]*texttemplate.Template{},
		html: map[Kind]*htmltemplate.Template{},
	}
	var invalid []string
	layout, err := htmltemplate.New(layoutFile).Option("missingkey=error").Parse(files[layoutFile])
	if err != nil {
		return nil, fmt.Errorf("email template: %w", err)
	}
	for _, kind := range slices.Sorted(maps.Keys(pages)) {
		if err := t.add(kind, files, layout); err != nil {
			invalid = append(invalid, err.Error())
		}
	}
	if len(invalid) > 0 {
		return nil, fmt.Errorf("email templates: %s", strings.Join(invalid, "; "))
	}
	return t, nil
}

// templateFiles returns the texts of all template files by name.
func templateFiles(folder string) (map[string]string, error) {
	files := map[string]string{}
	names, err := fs.Glob(builtIn, "templates/*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := builtIn.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[strings.TrimPrefix(name, "templates/")] = string(text)
	}
	if folder == "" {
		return files, nil
	}
	own, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %w", err)
	}
	var unknown []string
	for _, f := range own {
		name := f.Name()
		if strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || f.IsDir() {
			continue // a backup of an editor, or metadata of version control
		}
		if _, ok := files[name]; !ok {
			unknown = append(unknown, name)
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %w", err)
		}
		files[name] = string(text)
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %s is not a template; use names such as "+
			"password_reset.subject.txt, password_reset.txt, password_reset.html and %s",
			strings.Join(unknown, ", "), layoutFile)
	}
	return files, nil
}

// add parses the three files of a kind, and executes them with all values set and with none.
func (t *templates) add(kind Kind, files map[string]string, layout *htmltemplate.Template) error {
	parse := func(extension string) (*texttemplate.Template, error) {
		name := string(kind) + extension
		return texttemplate.New(name).Option("missingkey=error").Parse(files[name])
	}
	var err error
	if t.subject[kind], err = parse(".subject.txt"); err != nil {
		return err
	}
	if t.text[kind], err = parse(".txt"); err != nil {
		return err
	}
	page, err := layout.Clone()
	if err != nil {
		return err
	}
	name := string(kind) + ".html"
	if _, err = page.New(name).Parse(files[name]); err != nil {
		return err
	}
	if page.Lookup("body") == nil {
		return fmt.Errorf("%s: must define \"body\"", name)
	}
	t.html[kind] = page
	for _, sample := range []string{"", "sample"} {
		data := map[string]string{}
		for _, name := range values {
			data[name] = sample
		}
		data["Shop"] = "shop"
		if subject, _, _, err := t.render(kind, data); err != nil {
			return err
		} else if subject == "" {
			return fmt.Errorf("%s.subject.txt: the subject is empty", kind)
		}
	}
	return nil
}

// render executes the templates of a kind.
func (t *templates) render(kind Kind, data map[string]string) (subject, text, html string, err error) {
	if t.html[kind] == nil {
		return "", "", "", fmt.Errorf("no templates for emails of kind %q", kind)
	}
	var b bytes.Buffer
	if err := t.subject[kind].Execute(&b, data); err != nil {
		return "", "", "", err
	}
	subject = singleLine(b.String())
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
