// Package config holds the settings: flags and environment variables, read in one place, checked together, and described by
// --help. Nothing else in the program reads the environment.
package config

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"clientele/models"
)

// Settings is what the program works with. Each has a row in the README.
type Settings struct {
	Addr              string        `name:"addr" default:":8080" placeholder:"HOST:PORT" help:"Where to listen."`
	Data              string        `name:"data" default:"./data" placeholder:"FOLDER" help:"The folder of the SQLite database and the token key."`
	DatabaseURL       string        `name:"database-url" placeholder:"postgres://…" help:"A PostgreSQL database. Without it, SQLite in the data folder."`
	DatabasePool      int           `name:"database-pool" default:"16" help:"Connections to PostgreSQL at most."`
	TokenKey          string        `name:"token-key" placeholder:"SECRET" help:"Signs tokens; at least 32 characters. Made and kept in the data folder with SQLite, needed with PostgreSQL."`
	TokenKeyPrevious  string        `name:"token-key-previous" placeholder:"SECRET" help:"The token key before this one: what it signed is still good."`
	TokenAlgorithm    string        `name:"token-algorithm" default:"HS256" enum:"HS256,EdDSA" help:"How customer tokens are signed: HS256, or EdDSA so that others can check them by /.well-known/jwks.json."`
	AccessTokenLife   time.Duration `name:"access-token-life" default:"15m" help:"How long a customer's access token is good."`
	SessionLife       time.Duration `name:"session-life" default:"720h" help:"How long a customer stays signed in without a request."`
	SessionMaxLife    time.Duration `name:"session-max-life" default:"8760h" help:"How long a customer stays signed in at most."`
	StaffTokenLife    time.Duration `name:"staff-token-life" default:"12h" help:"How long a staff token is good."`
	GuestTokenLife    time.Duration `name:"guest-token-life" default:"8760h" help:"How long a guest's order token is good."`
	ShopName          string        `name:"shop-name" default:"My shop" help:"The shop's name, until the staff say otherwise."`
	ShopCurrency      string        `name:"shop-currency" default:"EUR" help:"The currency that the shop usually sells in (ISO 4217), until the staff say otherwise."`
	EmailVerification string        `name:"email-verification" default:"optional" enum:"optional,required" help:"Whether a visitor proves the email address before there is an account: optional or required."`
	MaxAddresses      int           `name:"max-addresses" default:"1000" help:"Addresses of one customer at most."`
	TrustedProxies    []string      `name:"trusted-proxies" placeholder:"10.0.0.0/8,…" help:"Networks of proxies that are believed when they say for whom they ask."`
	ForwardedHeader   string        `name:"forwarded-header" default:"X-Forwarded-For" enum:"X-Forwarded-For,Forwarded" help:"The header in which these proxies say for whom they ask: X-Forwarded-For or Forwarded (RFC 7239)."`
	MaxBody           int64         `name:"max-body" default:"1048576" help:"Bytes of a request's body at most."`
	HashSlots         int           `name:"hash-slots" default:"0" help:"Passwords hashed at the same time at most; 0 for one for each processor but one."`
	DebugAddr         string        `name:"debug-addr" placeholder:"127.0.0.1:PORT" help:"Where to serve the program's profiles, on this machine only; nowhere while it is empty."`
	CORS              `embed:""`
	Replicas          `embed:""`
	Mail              `embed:""`
	Running           `embed:""`
}

// Command is what is typed on the command line.
type Command struct {
	Settings `embed:""`

	Serve   struct{} `cmd:"" default:"1" help:"Serve the API and GraphiQL (the default)."`
	Migrate struct{} `cmd:"" help:"Bring the database up to date and stop."`
	Backup  struct {
		Folder string `arg:"" help:"A new folder."`
	} `cmd:"" help:"Copy the SQLite database and the token key into a new folder, also while the program serves."`
	Move struct {
		Folder string `arg:"" help:"The data folder to move from."`
	} `cmd:"" help:"Copy the SQLite database of a data folder into the empty PostgreSQL database that the settings name."`
	Healthcheck struct{} `cmd:"" help:"Ask the program that serves on the same address whether it is ready."`
	Schema      struct {
		Audience string `default:"storefront" enum:"storefront,staff" help:"Whose schema: storefront or staff."`
	} `cmd:"" help:"Print the GraphQL schema."`
	Key   Key   `cmd:"" help:"Manage API keys."`
	Staff Staff `cmd:"" help:"Manage the staff."`
	Demo  struct {
		Customers int    `default:"1000" help:"How many customers."`
		Seed      uint64 `default:"1" help:"The same seed makes the same shop."`
	} `cmd:"" help:"Fill an empty shop with believable customers, addresses and orders."`
}

// Staff is the commands about the staff.
type Staff struct {
	Create struct {
		Email string `required:"" help:"The member's email address."`
		Name  string `default:"" help:"The member's name; the email address where it is left out."`
		Role  string `default:"OWNER" enum:"OWNER,MANAGER,SUPPORT,READ_ONLY" help:"What the member is there for."`
	} `cmd:"" help:"Add a member of the staff, with the password from standard input."`
}

// Key is the commands about API keys.
type Key struct {
	Create struct {
		Name   string   `required:"" help:"What the key is for."`
		Scopes []string `required:"" placeholder:"A,B" help:"What the key may do, such as CUSTOMERS_READ,ORDERS_WRITE."`
	} `cmd:"" help:"Make an API key and print its secret, once."`
	List   struct{} `cmd:"" help:"List the API keys."`
	Revoke struct {
		ID string `arg:"" help:"The key's id: key_…"`
	} `cmd:"" help:"End an API key at once."`
}

// Stop says that the program has said all it has to say (--help).
type Stop struct{}

func (Stop) Error() string { return "stop" }

// Parse reads the arguments and the environment ("NAME=value" lines). The command is the path that was chosen, such as "key
// create". The error holds every fault, in one line.
func Parse(args, environ []string, out io.Writer) (cmd *Command, path string, err error) {
	defer func() { // kong ends the program after --help; this program's tests would end with it
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
	parser, err := kong.New(cmd, kong.Name("clientele"), kong.Description("A shop's customers behind one GraphQL endpoint."),
		kong.UsageOnError(), kong.Writers(out, out), kong.Exit(func(int) { panic(Stop{}) }), kong.Resolvers(env),
		kong.PostBuild(nameVariables), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return nil, "", fmt.Errorf("read the settings: %w", err)
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return nil, "", err
	}
	path, _, _ = strings.Cut(parsed.Command(), " <")
	return cmd, path, cmd.check()
}

// environment answers settings from the environment that run was given, and secrets also from the file that NAME_FILE names.
func environment(environ []string) (kong.Resolver, error) {
	values := map[string]string{}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		values[name] = value
	}
	for _, secret := range []string{"CLIENTELE_TOKEN_KEY", "CLIENTELE_TOKEN_KEY_PREVIOUS", "DATABASE_URL", "CLIENTELE_REPLICA_URLS", "CLIENTELE_SMTP_URL"} {
		file := values[secret+"_FILE"]
		if file == "" {
			continue
		}
		if values[secret] != "" {
			return nil, fmt.Errorf("give %s or %s_FILE, not both", secret, secret)
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

// variable returns the environment variable of a setting.
func variable(flag string) string {
	name := strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
	if name == "DATABASE_URL" { // as hosts set it
		return name
	}
	return "CLIENTELE_" + name
}

// nameVariables puts the environment variables into the help.
func nameVariables(k *kong.Kong) error {
	for _, flag := range k.Model.Flags {
		if flag.Name != "help" {
			flag.Help += " $" + variable(flag.Name)
		}
	}
	return nil
}

// check looks at all settings and tells every fault in one line.
func (c *Command) check() error {
	var faults []string
	add := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if c.DatabaseURL != "" {
		if !isPostgres(c.DatabaseURL) {
			add("DATABASE_URL must begin with postgres://")
		}
		if c.TokenKey == "" {
			add("CLIENTELE_TOKEN_KEY is needed with PostgreSQL, the same for all servers: at least 32 random characters")
		}
	}
	if c.TokenKey != "" && len(c.TokenKey) < 32 {
		add("CLIENTELE_TOKEN_KEY must have at least 32 characters")
	}
	if c.TokenKeyPrevious != "" && len(c.TokenKeyPrevious) < 32 {
		add("CLIENTELE_TOKEN_KEY_PREVIOUS must have at least 32 characters")
	}
	for name, life := range map[string]time.Duration{"CLIENTELE_ACCESS_TOKEN_LIFE": c.AccessTokenLife, "CLIENTELE_STAFF_TOKEN_LIFE": c.StaffTokenLife, "CLIENTELE_GUEST_TOKEN_LIFE": c.GuestTokenLife} {
		if life < time.Minute {
			add("%s must be at least 1m", name)
		}
	}
	if c.SessionLife < c.AccessTokenLife || c.SessionMaxLife < c.SessionLife {
		add("CLIENTELE_SESSION_LIFE must be at least CLIENTELE_ACCESS_TOKEN_LIFE, and CLIENTELE_SESSION_MAX_LIFE at least CLIENTELE_SESSION_LIFE")
	}
	c.ShopCurrency = strings.ToUpper(c.ShopCurrency)
	// A currency that is withdrawn must not keep a newer version of the program from starting.
	if err := models.CurrencyCode(c.ShopCurrency).CheckPast(); err != nil {
		add("CLIENTELE_SHOP_CURRENCY: %v", err)
	}
	if c.MaxAddresses < 1 || c.MaxBody < 1024 || c.DatabasePool < 2 || c.HashSlots < 0 {
		add("CLIENTELE_MAX_ADDRESSES must be at least 1, CLIENTELE_MAX_BODY 1024, CLIENTELE_DATABASE_POOL 2, CLIENTELE_HASH_SLOTS 0")
	}
	c.CORS.check(add)
	if _, err := c.Proxies(); err != nil {
		add("CLIENTELE_TRUSTED_PROXIES: %v", err)
	}
	if c.DebugAddr != "" && !onThisMachine(c.DebugAddr) {
		add("CLIENTELE_DEBUG_ADDR must be an address of this machine such as 127.0.0.1:6060: whoever reaches it needs no password")
	}
	c.Replicas.check(c.DatabaseURL, add)
	c.Mail.check(add)
	c.Running.check(add)
	if len(faults) > 0 {
		return fmt.Errorf("%s", strings.Join(faults, "; "))
	}
	return nil
}

// onThisMachine tells whether addr is HOST:PORT with a host that other machines do not reach.
func onThisMachine(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// Proxies returns the networks of the proxies that are believed.
func (s *Settings) Proxies() ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, text := range s.TrustedProxies {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, err := netip.ParseAddr(text)
			if err != nil {
				return nil, fmt.Errorf("%q is no network such as 10.0.0.0/8", text)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		all = append(all, prefix)
	}
	return all, nil
}

// Setting is one setting as documents describe it.
type Setting struct {
	Variable, Default string
}

// All returns every setting, for the test that compares them with the README.
func All() []Setting {
	var all []Setting
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Settings]()) {
		if field.Anonymous {
			continue // its own fields follow
		}
		all = append(all, Setting{Variable: variable(field.Tag.Get("name")), Default: field.Tag.Get("default")})
	}
	return all
}
