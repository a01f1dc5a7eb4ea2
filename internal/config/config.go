// Package config parses and validates the command line and the environment variables. No other package of the program
// reads the environment.
package config

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"clientele/models"
)

// Command is the parsed command line.
type Command struct {
	Settings `embed:""`

	Version kong.VersionFlag `help:"Print the version and the commit, and exit."`

	Serve   struct{} `cmd:"" default:"1" help:"Serve the API, GraphiQL and the dashboard (the default)."`
	Migrate struct {
		Citus bool `help:"Also distribute the tables over the workers of a Citus cluster."`
	} `cmd:"" help:"Apply the database migrations and exit."`
	Backup struct {
		Folder string `arg:"" optional:"" help:"Folder to create."`
		Record bool   `help:"Make no backup, but show in the dashboard that one was made now, for example with pg_dump."`
	} `cmd:"" help:"Back up the SQLite database and the token key, even while the server runs."`
	Move struct {
		Folder string `arg:"" help:"Data folder to move from."`
	} `cmd:"" help:"Copy the SQLite database of a data folder to the empty PostgreSQL database of the settings."`
	Healthcheck struct{} `cmd:"" help:"Check whether the server on this address is ready."`
	Schema      struct {
		Audience string `default:"storefront" enum:"storefront,staff,all" help:"Audience: storefront, staff or all."`
	} `cmd:"" help:"Print the GraphQL schema."`
	Key   Key   `cmd:"" help:"Manage API keys."`
	Staff Staff `cmd:"" help:"Manage staff members."`

	Import   Import   `cmd:"" help:"Import customers or orders from a file."`
	Export   Export   `cmd:"" help:"Export customers or orders to a file."`
	Erasures Erasures `cmd:"" help:"List the erasures of personal data, or repeat them after a restore."`
	Demo     struct {
		Customers int    `default:"1000" help:"Number of customers."`
		Seed      uint64 `default:"1" help:"Random seed; the same seed creates the same shop."`
	} `cmd:"" help:"Fill an empty shop with sample customers, addresses and orders."`
}

// Staff holds the commands for staff members.
type Staff struct {
	Create struct {
		Email string `required:"" help:"Email address of the staff member."`
		Name  string `default:"" help:"Name of the staff member; defaults to the email address."`
		Role  string `default:"OWNER" enum:"OWNER,MANAGER,SUPPORT,READ_ONLY" help:"Role of the staff member."`
	} `cmd:"" help:"Create a staff member. Reads the password from standard input."`
}

// Key holds the commands for API keys.
type Key struct {
	Create struct {
		Name   string   `required:"" help:"Name of the key, such as what it is used for."`
		Scopes []string `required:"" placeholder:"A,B" help:"Scopes of the key, such as CUSTOMERS_READ,ORDERS_WRITE."`
	} `cmd:"" help:"Create an API key and print it. It cannot be shown again."`
	List   struct{} `cmd:"" help:"List the API keys."`
	Revoke struct {
		ID string `arg:"" help:"ID of the key: key_…"`
	} `cmd:"" help:"Revoke an API key immediately."`
}

// Stop is the error of Parse if the command line asks for --help or --version, which Parse has printed.
type Stop struct{}

func (Stop) Error() string { return "help or version requested" }

// Parse parses the arguments and the environment, a list of "NAME=value". The path is the selected command, such as
// "key create". The error lists every invalid setting, in one line.
func Parse(args, environ []string, out io.Writer) (cmd *Command, path string, err error) {
	defer func() { // kong would exit the process after --help and --version, and tests with it
		if v := recover(); v != nil {
			if _, ok := v.(Stop); !ok {
				panic(v)
			}
			cmd, path, err = nil, "", Stop{}
		}
	}()
	env, err := environment(environ)
	if err != nil {
		return nil, "", err
	}
	cmd = &Command{}
	parser, err := kong.New(cmd, kong.Name("clientele"),
		kong.Description("A shop's customers behind one GraphQL endpoint."),
		kong.UsageOnError(), kong.Writers(out, out), kong.Exit(func(int) { panic(Stop{}) }), kong.Resolvers(env),
		kong.PostBuild(describeSettings), kong.Help(printHelp), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"version": Version()})
	if err != nil {
		return nil, "", fmt.Errorf("define the settings: %w", err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return nil, "", err
	}
	path, _, _ = strings.Cut(parsed.Command(), " <")
	return cmd, path, cmd.check()
}

// environment returns a resolver that takes settings from the environment, and secrets also from the file in NAME_FILE.
func environment(environ []string) (kong.Resolver, error) {
	values := map[string]string{}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		values[name] = value
	}
	for _, secret := range secrets {
		file := values[secret+"_FILE"]
		if file == "" {
			continue
		}
		if values[secret] != "" {
			return nil, fmt.Errorf("set %s or %s_FILE, not both", secret, secret)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s_FILE: %w", secret, err)
		}
		values[secret] = strings.TrimSpace(string(text))
	}
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value := values[variable(flag.Name)]; value != "" {
			return value, nil
		}
		return nil, nil
	}), nil
}

// secrets are the variables that can also be read from a file.
var secrets = []string{
	"CLIENTELE_TOKEN_KEY", "CLIENTELE_TOKEN_KEY_PREVIOUS", "DATABASE_URL", "CLIENTELE_REPLICA_URLS",
	"CLIENTELE_SMTP_URL",
}

// describeSettings sets the help of each setting: its text and its environment variable.
func describeSettings(k *kong.Kong) error {
	for _, flag := range k.Model.Flags {
		if flag.Name == "help" || flag.Name == "version" {
			continue
		}
		text, ok := helpTexts[flag.Name]
		if !ok {
			return fmt.Errorf("no help text for --%s", flag.Name)
		}
		flag.Help = text + " $" + variable(flag.Name)
	}
	return nil
}

// minHistoryLife is the shortest time for which events can be kept, so that programs that poll them can be stopped for
// a weekend, and webhooks can be delivered late.
const minHistoryLife = 7 * 24 * time.Hour

// check validates all settings. The error lists every invalid one, in one line.
func (c *Command) check() error {
	var problems []string
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if c.DatabaseURL != "" {
		if !isPostgres(c.DatabaseURL) {
			add("DATABASE_URL must begin with postgres://")
		}
		if c.TokenKey == "" {
			add("CLIENTELE_TOKEN_KEY is required with PostgreSQL: " +
				"at least 32 random characters, the same on all servers")
		}
	}
	if c.TokenKey != "" && len(c.TokenKey) < 32 {
		add("CLIENTELE_TOKEN_KEY must have at least 32 characters")
	}
	if c.TokenKeyPrevious != "" && len(c.TokenKeyPrevious) < 32 {
		add("CLIENTELE_TOKEN_KEY_PREVIOUS must have at least 32 characters")
	}
	for name, life := range map[string]time.Duration{
		"CLIENTELE_ACCESS_TOKEN_LIFE": c.AccessTokenLife, "CLIENTELE_STAFF_TOKEN_LIFE": c.StaffTokenLife,
		"CLIENTELE_GUEST_TOKEN_LIFE": c.GuestTokenLife,
	} {
		if life < time.Minute {
			add("%s must be at least 1m", name)
		}
	}
	if c.HistoryLife != 0 && c.HistoryLife < minHistoryLife {
		add("CLIENTELE_HISTORY_LIFE must be 0 or at least %dh", int(minHistoryLife.Hours()))
	}
	if c.SessionLife < c.AccessTokenLife || c.SessionMaxLife < c.SessionLife {
		add("CLIENTELE_SESSION_LIFE must be at least CLIENTELE_ACCESS_TOKEN_LIFE, " +
			"and CLIENTELE_SESSION_MAX_LIFE at least CLIENTELE_SESSION_LIFE")
	}
	c.ShopCurrency = strings.ToUpper(c.ShopCurrency)
	// A withdrawn currency is allowed, so that a newer version of the program still starts.
	if err := models.CurrencyCode(c.ShopCurrency).CheckPast(); err != nil {
		add("CLIENTELE_SHOP_CURRENCY: %v", err)
	}
	if c.MaxAddresses < 1 || c.MaxBody < 1024 || c.DatabasePool < 2 || c.HashSlots < 0 {
		add("CLIENTELE_MAX_ADDRESSES must be at least 1, CLIENTELE_MAX_BODY at least 1024, " +
			"CLIENTELE_DATABASE_POOL at least 2 and CLIENTELE_HASH_SLOTS at least 0")
	}
	if c.MaxUpload < 1024 {
		add("CLIENTELE_MAX_UPLOAD must be at least 1024")
	}
	c.CORS.check(add)
	if _, err := c.Proxies(); err != nil {
		add("CLIENTELE_TRUSTED_PROXIES: %v", err)
	}
	if c.DebugAddr != "" && !isLoopbackAddr(c.DebugAddr) {
		add("CLIENTELE_DEBUG_ADDR must be a loopback address such as 127.0.0.1:6060, since it has no authentication")
	}
	c.Replicas.check(c.DatabaseURL, add)
	c.Mail.check(add)
	c.Operation.check(add)
	c.Retention.check(c.HistoryLife, add)
	if len(problems) > 0 {
		return fmt.Errorf("%s", strings.Join(problems, "; "))
	}
	return nil
}

// isLoopbackAddr reports whether addr is HOST:PORT with a loopback IP address, which other machines cannot reach.
func isLoopbackAddr(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Proxies returns the networks of the trusted proxies.
func (s *Settings) Proxies() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range s.TrustedProxies {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fmt.Errorf("%q is not a network such as 10.0.0.0/8", text)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		all = append(all, prefix)
	}
	return all, nil
}
