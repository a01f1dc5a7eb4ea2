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

// layoutFile is what stands around the HTML of every kind.
const layoutFile = "layout.html"

// templates has for each kind its subject, text and HTML.
type templates struct {
	subject, text map[Kind]*texttemplate.Template
	html          map[Kind]*htmltemplate.Template
}

// loadTemplates reads the built-in templates, and in their place the files of a folder with the same names. The error tells all
// the faults: a file that is no template's, what does not parse, and what uses a value that there is not.
func loadTemplates(folder string) (*templates, error) {
	files, err := templateFiles(folder)
	if err != nil {
		return nil, err
	}
	t := &templates{subject: map[Kind]*texttemplate.Template{}, text: map[Kind]*texttemplate.Template{}, html: map[Kind]*htmltemplate.Template{}}
	var faults []string
	layout, err := htmltemplate.New(layoutFile).Option("missingkey=error").Parse(files[layoutFile])
	if err != nil {
		return nil, fmt.Errorf("email template: %w", err)
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		if err := t.add(kind, files, layout); err != nil {
			faults = append(faults, err.Error())
		}
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("email templates: %s", strings.Join(faults, "; "))
	}
	return t, nil
}

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
	var strays []string
	for _, f := range own {
		name := f.Name()
		if strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || f.IsDir() {
			continue // an editor's, or version control's
		}
		if _, ok := files[name]; !ok {
			strays = append(strays, name)
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %w", err)
		}
		files[name] = string(text)
	}
	if len(strays) > 0 {
		return nil, fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: no template is named %s; they are named like password_reset.subject.txt, password_reset.txt, password_reset.html and %s", strings.Join(strays, ", "), layoutFile)
	}
	return files, nil
}

// add parses the three files of a kind, and tries them out with every value and with none.
func (t *templates) add(kind Kind, files map[string]string, layout *htmltemplate.Template) error {
	parse := func(ending string) (*texttemplate.Template, error) {
		name := string(kind) + ending
		return texttemplate.New(name).Option("missingkey=error").Parse(files[name])
	}
	var err error
	if t.subject[kind], err = parse(".subject.txt"); err != nil {
		return err
	}
	if t.text[kind], err = parse(".txt"); err != nil {
		return err
	}
	whole, err := layout.Clone()
	if err != nil {
		return err
	}
	name := string(kind) + ".html"
	if _, err = whole.New(name).Parse(files[name]); err != nil {
		return err
	}
	if whole.Lookup("body") == nil {
		return fmt.Errorf("%s: it must define \"body\"", name)
	}
	t.html[kind] = whole
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

// render writes an email of the kind.
func (t *templates) render(kind Kind, data map[string]string) (subject, text, html string, err error) {
	if t.html[kind] == nil {
		return "", "", "", fmt.Errorf("there are no templates of the kind %q", kind)
	}
	var b bytes.Buffer
	if err := t.subject[kind].Execute(&b, data); err != nil {
		return "", "", "", err
	}
	subject = oneLine(b.String())
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
