package mail

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

//go:embed templates
var builtIn embed.FS

// The files that all kinds share. The layouts contain the greeting and the body, order.txt and order.html the parts of
// emails about orders, and words.txt the texts in them.
const (
	htmlLayout = "layout.html"
	textLayout = "layout.txt"
	htmlOrder  = "order.html"
	textOrder  = "order.txt"
	wordsFile  = "words.txt"
)

// extensions are the endings of the files of a kind.
var extensions = []string{".subject.txt", ".txt", ".html"}

// isTemplate reports whether a file name is that of a template.
func isTemplate(name string) bool {
	switch name {
	case htmlLayout, textLayout, htmlOrder, textOrder, wordsFile:
		return true
	}
	kind, _, _ := strings.Cut(name, ".")
	_, ok := pages[Kind(kind)]
	return ok && slices.Contains(extensions, strings.TrimPrefix(name, kind))
}

// templateFiles holds the template files of a shop: by the language of their folder, "" for all languages, and by name.
type templateFiles map[string]map[string]string

// readTemplateFiles reads a shop's own templates: files in the folder, for all languages, and in its folders that have
// the name of a language. It returns nothing if folder is "".
func readTemplateFiles(folder string) (templateFiles, error) {
	files := templateFiles{}
	if folder == "" {
		return files, nil
	}
	if err := files.read("", folder); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %w", err)
	}
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		tag, err := language.Parse(e.Name())
		inner := filepath.Join(folder, e.Name())
		if err != nil {
			if err := refuseTemplates(inner, e.Name()); err != nil {
				return nil, err
			}
			continue
		}
		if err := files.read(tag.String(), inner); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// read adds the files of a folder. It returns an error if one is not named like a template.
func (f templateFiles) read(lang, folder string) error {
	own, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %w", err)
	}
	var unknown []string
	for _, e := range own {
		name := e.Name()
		if strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || e.IsDir() {
			continue // a backup of an editor, or metadata of version control
		}
		if !isTemplate(name) {
			unknown = append(unknown, filepath.Join(lang, name))
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %w", err)
		}
		if f[lang] == nil {
			f[lang] = map[string]string{}
		}
		f[lang][name] = string(text)
	}
	if len(unknown) > 0 {
		return fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %s is not a template; use names such as "+
			"password_reset.subject.txt, password_reset.txt, password_reset.html and %s",
			strings.Join(unknown, ", "), htmlLayout)
	}
	return nil
}

// refuseTemplates returns an error if a folder that is not named like a language contains templates.
func refuseTemplates(folder, name string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: %w", err)
	}
	if slices.ContainsFunc(entries, func(e os.DirEntry) bool { return isTemplate(e.Name()) }) {
		return fmt.Errorf("CLIENTELE_EMAIL_TEMPLATES: the folder %s contains templates, "+
			"but its name is not a language code, such as fr or pt-BR", name)
	}
	return nil
}

// text returns the text of a template file for a language: the shop's own for the language, or for the language without
// its region; the shop's own for all languages; the built-in one for the language; or the one for English.
func (f templateFiles) text(lang language.Tag, name string) (string, error) {
	for tag := lang; tag != language.Und; tag = tag.Parent() {
		if text, ok := f[tag.String()][name]; ok {
			return text, nil
		}
	}
	if text, ok := f[""][name]; ok {
		return text, nil
	}
	for _, folder := range []string{nearest(lang) + "/", "en/", ""} {
		text, err := builtIn.ReadFile("templates/" + folder + name)
		if !errors.Is(err, fs.ErrNotExist) {
			return string(text), err
		}
	}
	return "", fmt.Errorf("no template %s", name)
}
