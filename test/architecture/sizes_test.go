package architecture

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"clientele/test/repo"
)

const (
	maxFileLines     = 400
	maxFunctionLines = 80
	maxColumns       = 120
	tabWidth         = 4
)

// longFunctions lists the functions that are longer than maxFunctionLines, with their lengths, which must not grow:
// tables of scenarios that read straight down.
var longFunctions = map[string]int{
	"TestAttackersLockNobodyOut":         264,
	"TestBackupAndRestore":               83,
	"TestCancelledRequestsCount":         119,
	"TestDisable":                        81,
	"TestEmailKinds":                     82,
	"TestEverythingThatEndsSessions":     82,
	"TestExpensiveTexts":                 124,
	"TestFilters":                        82,
	"TestGuessablePasswords":             82,
	"TestGuestOrders":                    85,
	"TestGuestTokensAreRevoked":          125,
	"TestInvisibleCharactersAreTrimmed":  130,
	"TestKeysOfAMember":                  81,
	"TestKnownAddressesAreNotThrottled":  129,
	"TestLostResponses":                  96,
	"TestMalformedRequests":              109,
	"TestMembersCannotManageHigherRoles": 92,
	"TestPayloadsNeedReadScopes":         110,
	"TestPhoneNumbers":                   138,
	"TestReplicaFailures":                96,
	"TestReplicas":                       158,
	"TestTakenValuesAreLimited":          119,
	"TestVerifiedOwnerGetsTheAccount":    86,
}

// TestSizes checks that files, functions and lines stay short enough to read. Rows of tables in tests may be longer,
// and so may lines that are little more than strings: struct tags and queries.
func TestSizes(t *testing.T) {
	written := func(file string) bool {
		return path.Ext(file) == ".go" && !strings.HasPrefix(file, "graph/generated/")
	}
	repo.Walk(t, written, func(file, text string) {
		checkLines(t, file, text)
		checkFunctions(t, file, text)
	})
}

func checkLines(t *testing.T, file, text string) {
	t.Helper()
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSuffix(line, "\n")
		columns := utf8.RuneCountInString(line) + strings.Count(line, "\t")*(tabWidth-1)
		row := isTest(file) && !strings.HasPrefix(strings.TrimSpace(line), "//")
		if columns > maxColumns && !row && !isData(line) {
			t.Errorf("%s:%d has %d columns, more than %d", file, n, columns, maxColumns)
		}
	}
	if n > maxFileLines {
		t.Errorf("%s has %d lines, more than %d", file, n, maxFileLines)
	}
}

// isTest reports whether a file is a test or a helper of tests.
func isTest(file string) bool {
	return strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "test/")
}

// isData reports whether a line is long because of its strings: without them it would be short.
func isData(line string) bool {
	var rest strings.Builder
	var quote rune
	for _, c := range line {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '`':
			quote = c
		default:
			rest.WriteRune(c)
		}
	}
	return quote != 0 || utf8.RuneCountInString(rest.String())+strings.Count(line, "\t")*(tabWidth-1) <= maxColumns*2/3
}

func checkFunctions(t *testing.T, file, text string) {
	t.Helper()
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range parsed.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		lines := files.Position(f.Body.End()).Line - files.Position(f.Body.Pos()).Line + 1
		if most := max(maxFunctionLines, longFunctions[f.Name.Name]); lines > most {
			t.Errorf("%s: %s has %d lines, more than %d", file, f.Name.Name, lines, most)
		}
	}
}
