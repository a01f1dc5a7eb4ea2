package graph_test

import (
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const (
	schemaFile  = "../schema.graphqls"
	maxLines    = 5300 // of schemaFile, with room for new capabilities
	maxColumns  = 120
	blockString = `"""`
)

// descriptionFiles are the files with descriptions that people write.
var descriptionFiles = []string{schemaFile, "schema/customfields.graphqls"}

// TestDescriptionsAreSentences checks that everything has a description, which starts with a capital letter and ends
// with a full stop.
func TestDescriptionsAreSentences(t *testing.T) {
	seen := 0
	eachDescription(t, func(name, description string) {
		seen++
		if first, _ := utf8.DecodeRuneInString(description); !unicode.IsUpper(first) {
			t.Errorf("%s: the description %q does not start with a capital letter", name, description)
		}
		if !strings.HasSuffix(description, ".") {
			t.Errorf("%s: the description %q does not end with a full stop", name, description)
		}
	})
	if seen < 1000 {
		t.Errorf("only %d descriptions were checked", seen)
	}
}

// TestDescriptionsAreCompact checks that a description starts and ends on the lines of its quotes. So a description of
// one line takes one line.
func TestDescriptionsAreCompact(t *testing.T) {
	for _, file := range descriptionFiles {
		for i, line := range fileLines(t, file) {
			if strings.TrimSpace(line) == blockString {
				t.Errorf("%s:%d: the quotes of a description have a line of their own", file, i+1)
			}
			if n := utf8.RuneCountInString(line); n > maxColumns {
				t.Errorf("%s:%d: the line has %d columns, and %d are allowed", file, i+1, n, maxColumns)
			}
		}
	}
}

func TestSchemaIsShort(t *testing.T) {
	if n := len(fileLines(t, schemaFile)); n >= maxLines {
		t.Errorf("%s has %d lines, and must have fewer than %d", schemaFile, n, maxLines)
	}
}

// eachDescription calls check with the name and the description of everything that the schema and custom fields define.
func eachDescription(t *testing.T, check func(name, description string)) {
	t.Helper()
	args := func(name string, list ast.ArgumentDefinitionList) {
		for _, arg := range list {
			check(name+"("+arg.Name+")", arg.Description)
		}
	}
	schema := describedSchema(t)
	for _, def := range own(schema) {
		check(def.Name, def.Description)
		for _, field := range def.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			check(def.Name+"."+field.Name, field.Description)
			args(def.Name+"."+field.Name, field.Arguments)
		}
		for _, value := range def.EnumValues {
			check(def.Name+"."+value.Name, value.Description)
		}
	}
	for _, directive := range schema.Directives {
		if !directive.Position.Src.BuiltIn {
			check("@"+directive.Name, directive.Description)
			args("@"+directive.Name, directive.Arguments)
		}
	}
}

// describedSchema returns the schema together with the types that are added for custom fields.
func describedSchema(t *testing.T) *ast.Schema {
	t.Helper()
	var sources []*ast.Source
	for _, file := range descriptionFiles {
		sources = append(sources, &ast.Source{Name: file, Input: strings.Join(fileLines(t, file), "\n")})
	}
	schema, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func fileLines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}
