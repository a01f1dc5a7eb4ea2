package statements

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	pgquery "github.com/wasilibs/go-pgquery/parser"
)

// Features returns what SQL statements use of PostgreSQL, such as "clause: FOR UPDATE", each with the text of a
// statement. They are read from the trees of PostgreSQL's own parser. What this package has no name for keeps the
// parser's, so that nothing is left out.
func Features(texts []string) (map[string]string, error) {
	found := map[string]string{}
	for _, text := range texts {
		of, err := featuresOf(text)
		if err != nil {
			return nil, fmt.Errorf("%w in %s", err, text)
		}
		example := oneLine(text)
		for _, name := range of {
			if old, ok := found[name]; !ok || better(example, old) {
				found[name] = example
			}
		}
	}
	return found, nil
}

// better prefers short examples.
func better(a, b string) bool { return len(a) < len(b) || len(a) == len(b) && a < b }

func featuresOf(text string) ([]string, error) {
	tree, err := pgquery.ParseToJSON(text)
	if err != nil {
		return nil, err
	}
	var parsed struct {
		Stmts []struct{ Stmt node }
	}
	if err := json.Unmarshal([]byte(tree), &parsed); err != nil {
		return nil, err
	}
	c := collector{found: map[string]bool{}, names: map[string]bool{}}
	for _, s := range parsed.Stmts {
		for kind := range s.Stmt {
			if name, plain := strings.CutSuffix(kind, "Stmt"); plain && kinds[kind] == "" && special[kind] == nil {
				c.add("statement", strings.ToUpper(name))
			}
		}
		c.any(s.Stmt)
		if create, ok := s.Stmt["CreateFunctionStmt"]; ok {
			if err := c.function(text, create.(node)); err != nil {
				return nil, err
			}
		}
	}
	return slices.Sorted(maps.Keys(c.found)), nil
}

// function collects what the body of a PL/pgSQL function uses.
func (c *collector) function(text string, create node) error {
	tree, err := pgquery.ParsePlPgSqlToJSON(text)
	if err != nil {
		return err
	}
	var body any
	if err := json.Unmarshal([]byte(tree), &body); err != nil {
		return err
	}
	return c.plpgsql(body)
}

func (c *collector) plpgsql(tree any) error {
	switch tree := tree.(type) {
	case []any:
		for _, v := range tree {
			if err := c.plpgsql(v); err != nil {
				return err
			}
		}
	case node:
		for key, v := range tree {
			if name, ok := strings.CutPrefix(key, "PLpgSQL_stmt_"); ok {
				c.add("PL/pgSQL", name)
			}
			if expr, ok := v.(node); ok && key == "PLpgSQL_expr" {
				query := text(expr, "query")
				switch mode, _ := expr["parseMode"].(float64); mode {
				case 0:
				case 2:
					query = "SELECT " + query
				default: // an assignment
					_, query, _ = strings.Cut(query, "=")
					query = "SELECT " + query
				}
				of, err := featuresOf(query)
				if err != nil {
					return err
				}
				for _, name := range of {
					c.found[name] = true
				}
				continue
			}
			if err := c.plpgsql(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// oneLine returns a statement without line breaks and comments, and with repeated parameters and columns left out.
func oneLine(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "-- ")
		lines = append(lines, strings.Fields(line)...)
	}
	return strings.Join(lines, " ")
}
