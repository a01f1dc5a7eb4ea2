// Package architecture tests which packages import which.
package architecture

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"clientele/test/repo"
)

// allowed lists for each package the packages of this module that it may import. A package that is missing here fails
// the test. Test files are not checked.
var allowed = map[string][]string{
	"models":                      {},
	"internal/servicetest":        {"db", "internal/apperr", "models"},
	"internal/bulk":               {"db", "models"},
	"internal/records":            {"internal/accounts", "internal/addressbook/postal", "internal/apperr", "internal/bulk", "internal/customfields", "internal/orders", "models"},
	"internal/apperr":             {},
	"internal/fold":               {},
	"internal/normalize":          {},
	"internal/page":               {"internal/apperr"},
	"internal/passwordhash":       {},
	"internal/passwords":          {},
	"internal/input":              {"internal/apperr", "internal/fold", "internal/normalize", "internal/passwords", "models"},
	"internal/filter":             {"internal/apperr", "internal/fold", "internal/normalize", "models"},
	"internal/files":              {},
	"internal/etag":               {},
	"internal/config":             {"internal/files", "internal/normalize", "models"},
	"internal/requestlog":         {},
	"internal/httpd":              {"internal/apperr", "internal/network", "internal/requestlog", "models"},
	"internal/metrics":            {"internal/httpd"},
	"internal/tracing":            {},
	"internal/pipeline":           {},
	"internal/network":            {},
	"internal/auth":               {"internal/apperr", "internal/network", "internal/normalize", "internal/passwordhash", "models"},
	"internal/addressbook/postal": {"internal/fold", "internal/normalize"},
	"db":                          {"db/citus", "db/internal/connection", "db/internal/pgxgorm", "db/internal/pooler", "db/internal/stall", "db/replica", "internal/files", "internal/page"},
	"db/citus":                    {},
	"db/internal/pgxgorm":         {"db/internal/connection", "internal/pipeline"},
	"db/internal/connection":      {},
	"db/internal/pooler":          {},
	"db/internal/stall":           {},
	"db/replica":                  {},
	"db/dbtest":                   {"db", "db/citus", "db/dbtest/cluster"},
	"db/dbtest/cluster":           {},
	"bench/internal/lab":          {"db", "db/dbtest/cluster", "internal/auth"},
	"bench/compare":               {"bench/internal/lab", "db/dbtest/cluster"},
	"bench/stress":                {"bench/internal/lab"},
	"bench/citus":                 {"bench/internal/lab", "db/dbtest/cluster"},
	"bench/baseline":              {},
	"internal/events":             {"db", "internal/apperr", "internal/auth", "internal/filter", "internal/page", "internal/requestlog", "models"},
	"internal/mail":               {"db", "internal/apperr", "internal/auth", "internal/files", "internal/input", "internal/leases", "internal/normalize", "internal/page", "models"},
	"internal/throttle":           {"db", "internal/apperr", "internal/auth", "internal/network", "models"},
	"internal/onetime":            {"db", "internal/apperr", "internal/auth", "internal/normalize", "models"},
	"internal/transfer":           {"db", "internal/accounts", "internal/addressbook", "internal/apperr", "internal/auth", "internal/bulk", "internal/customfields", "internal/jobs", "internal/orders", "internal/passwordhash", "internal/records", "models"},
	"internal/accounts":           service("internal/bulk", "internal/consent", "internal/mail", "internal/onetime", "internal/passwordhash", "internal/throttle"),
	"internal/consent":            service("internal/mail", "internal/onetime", "internal/personhash", "internal/throttle"),
	"internal/unsubscribe":        {"internal/apperr", "internal/auth", "internal/consent", "models"},
	"internal/personhash":         {"db", "models"},
	"internal/addressbook":        service("internal/addressbook/postal"),
	"internal/orders":             service("internal/mail", "internal/onetime", "internal/throttle"),
	"internal/staff":              service("internal/mail", "internal/throttle"),
	"internal/customfields":       service("internal/throttle"),
	"internal/shop":               service(),
	"internal/outbound":           {},
	"internal/seal":               {},
	"internal/leases":             {"db"},
	"internal/webhooks":           service("internal/leases", "internal/mail", "internal/outbound", "internal/seal"),
	"internal/lists":              {"db", "internal/apperr", "internal/auth", "internal/customfields", "internal/filter", "internal/page", "models"},
	"internal/jobs":               service("internal/accounts", "internal/addressbook", "internal/bulk", "internal/leases", "internal/orders", "internal/records", "internal/seal"),
	"internal/privacy":            service("internal/consent", "internal/jobs", "internal/mail", "internal/onetime", "internal/orders", "internal/personhash", "internal/throttle"),
	"internal/jobfiles":           {"internal/apperr", "internal/jobs", "internal/records", "internal/requestlog"},
	"internal/groups":             service(),
	"internal/views":              service(),
	"internal/overview":           service(),
	"internal/merging":            service("internal/accounts", "internal/addressbook", "internal/consent"),
	"internal/demo":               {"internal/accounts", "internal/addressbook", "internal/auth", "internal/bulk", "internal/customfields", "internal/groups", "internal/orders", "internal/views", "models"},
	"graph/scalar":                {"models"},
	"graph/executor":              {"graph/scalar", "internal/apperr", "models"},
	"graph/payload":               {"internal/accounts", "internal/staff", "models"},
	"graph/internal/gen":          {},
	"graph/generated/bind":        {"graph/executor", "graph/payload", "internal/accounts", "internal/addressbook", "internal/mail", "internal/merging", "internal/orders", "internal/overview", "internal/page", "internal/views", "models"},
	"graph/generated":             {"graph/executor", "graph/generated/bind", "graph/payload", "graph/scalar", "internal/accounts", "internal/addressbook", "internal/apperr", "internal/bulk", "internal/consent", "internal/customfields", "internal/events", "internal/filter", "internal/groups", "internal/jobs", "internal/mail", "internal/merging", "internal/orders", "internal/overview", "internal/page", "internal/privacy", "internal/records", "internal/shop", "internal/staff", "internal/views", "internal/webhooks", "models"},
	"graph/schema":                {"graph/generated", "internal/auth", "internal/customfields", "internal/etag", "models"},
	"graph/validation":            {"graph/executor", "graph/schema", "internal/apperr", "internal/auth", "internal/filter", "internal/page", "models"},
	"graph/transport":             {"graph/executor", "graph/schema", "graph/validation", "internal/apperr", "internal/auth", "internal/etag", "internal/requestlog", "models"},
	"graph/loader":                {"internal/accounts", "internal/addressbook", "internal/auth", "internal/consent", "internal/customfields", "internal/events", "internal/groups", "internal/jobs", "internal/merging", "internal/orders", "internal/overview", "internal/page", "internal/pipeline", "internal/privacy", "internal/staff", "internal/views", "internal/webhooks", "models"},
	"graph":                       {"graph/executor", "graph/generated", "graph/loader", "graph/payload", "graph/schema", "graph/transport", "graph/validation", "internal/accounts", "internal/addressbook", "internal/apperr", "internal/auth", "internal/bulk", "internal/consent", "internal/customfields", "internal/events", "internal/groups", "internal/input", "internal/jobs", "internal/mail", "internal/merging", "internal/orders", "internal/overview", "internal/page", "internal/privacy", "internal/shop", "internal/staff", "internal/views", "internal/webhooks", "models"},
	"web":                         {"internal/etag"},
	"web/webtest":                 {},
	"internal/app":                nil, // may import everything
	".":                           {"internal/app"},
	"test/apptest":                {"db", "db/dbtest", "internal/app", "internal/auth", "internal/config", "internal/staff"},
	"test/repo":                   {},
	"test/statements":             {"test/repo"},

	"deploy/verify/internal/failover": {"db/dbtest/cluster"},
}

// service returns what a service may import: never another service.
func service(more ...string) []string {
	return append([]string{"db", "internal/apperr", "internal/auth", "internal/bulk", "internal/customfields", "internal/events", "internal/filter", "internal/fold", "internal/input", "internal/lists", "internal/normalize", "internal/page", "models"}, more...)
}

// external lists the packages that only some packages may import: those of other modules, and the parts of the database
// layer.
var external = map[string]func(pkg string) bool{
	"gorm.io/gorm": func(pkg string) bool {
		return inDB(pkg) || pkg == "internal/bulk" || strings.HasPrefix(pkg, "internal/") && slices.Contains(allowed[pkg], "db")
	},
	"gorm.io/driver":        inDB,
	"gorm.io/plugin":        inDB,
	"github.com/jackc/pgx":  func(pkg string) bool { return inDB(pkg) || pkg == "models" || strings.HasPrefix(pkg, "bench/") },
	"clientele/db/replica":  func(pkg string) bool { return pkg == "db" },
	"clientele/db/internal": func(pkg string) bool { return pkg == "db" || pkg == "db/internal/pgxgorm" },
	"github.com/99designs/gqlgen": func(pkg string) bool {
		return strings.HasPrefix(pkg, "graph") || slices.Contains(allowed[pkg], "db") || pkg == "internal/records" || pkg == "internal/demo" // services and their inputs: graphql.Omittable
	},
	"github.com/prometheus/client_golang": func(pkg string) bool { return pkg == "internal/metrics" },
	"go.opentelemetry.io":                 func(pkg string) bool { return pkg == "internal/tracing" },
	"github.com/go-crypt":                 func(pkg string) bool { return pkg == "internal/passwordhash" },
	// The cost of these grows with the length of the text, so normalize and fold check the length first, and no other
	// package calls them.
	"golang.org/x/text": func(pkg string) bool {
		return slices.Contains([]string{"internal/fold", "internal/input", "internal/mail", "internal/normalize", "internal/records"}, pkg)
	},
	"golang.org/x/text/language":         func(pkg string) bool { return pkg == "internal/mail" || pkg == "internal/input" },
	"golang.org/x/text/unicode":          inTexts,
	"golang.org/x/text/cases":            inTexts,
	"golang.org/x/text/runes":            inTexts,
	"golang.org/x/text/transform":        inTexts,
	"golang.org/x/text/encoding/charmap": func(pkg string) bool { return pkg == "internal/records" },
	"golang.org/x/net/idna":              func(pkg string) bool { return pkg == "internal/normalize" },
	"github.com/nyaruka/phonenumbers":    func(pkg string) bool { return pkg == "internal/normalize" },
	"net/http": func(pkg string) bool {
		return slices.Contains([]string{"graph", "graph/transport", "internal/app", "internal/auth", "internal/etag", "internal/httpd", "internal/jobfiles", "internal/metrics", "internal/outbound", "internal/tracing", "internal/unsubscribe", "test/apptest", "web"}, pkg) || strings.HasPrefix(pkg, "bench/") || strings.HasPrefix(pkg, "deploy/verify/")
	},
}

// inTexts allows the packages that call the functions whose cost grows with the length of a text. Others use only
// language tags, or the table of characters of Windows-1252.
func inTexts(pkg string) bool { return pkg == "internal/normalize" || pkg == "internal/fold" }

// inDB tells whether a package belongs to the database layer.
func inDB(room string) bool { return room == "db" || strings.HasPrefix(room, "db/") }

// TestFastPathIsOneCall checks that package db uses its fast path only to register it, so that the fast path can be
// deleted together with this one call.
func TestFastPathIsOneCall(t *testing.T) {
	root := os.DirFS(repo.Path())
	files, err := fs.Glob(root, "db/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var uses []string
	for _, file := range files {
		text, err := fs.ReadFile(root, file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if strings.Contains(line, "pgxgorm.") && !strings.HasPrefix(strings.TrimSpace(line), "//") {
				uses = append(uses, strings.TrimSpace(line))
			}
		}
	}
	if len(uses) != 1 || !strings.Contains(uses[0], "pgxgorm.Register(") {
		t.Errorf("package db uses its fast path other than by one call of Register: %q", uses)
	}
}

// TestImports reads the import declarations of every package and compares them with the tables above.
func TestImports(t *testing.T) {
	elsewhere := regexp.MustCompile(`(^|/)(testdata|examples|\.[^/]+)/`)
	ours := func(file string) bool {
		return strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, "_test.go") && !elsewhere.MatchString(file)
	}
	repo.Walk(t, ours, func(file, text string) {
		pkg := path.Dir(file)
		imports, known := allowed[pkg]
		if !known {
			t.Errorf("%s is in a package that is not in the table", file)
			return
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			if ours, ok := strings.CutPrefix(name, "clientele/"); ok && pkg != "internal/app" && !slices.Contains(imports, ours) {
				t.Errorf("%s imports %s", file, name)
			}
			for module, may := range external {
				if (name == module || strings.HasPrefix(name, module+"/")) && !may(pkg) && pkg != "graph/generated" && pkg != "db/dbtest" {
					t.Errorf("%s imports %s", file, name)
				}
			}
		}
	})
}
