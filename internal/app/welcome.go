package app

import (
	"fmt"
	"io"
	"net"

	"clientele/db"
	"clientele/internal/config"
)

// welcome prints the addresses of the program and the next steps. The token that creates the first staff member is
// secret: it is printed here and never logged.
func welcome(out io.Writer, addr *net.TCPAddr, dialect db.Dialect, firstToken string) {
	program := config.Invocation()
	host := "localhost"
	if !addr.IP.IsUnspecified() && !addr.IP.IsLoopback() {
		host = addr.IP.String()
	}
	at := fmt.Sprintf("http://%s", net.JoinHostPort(host, fmt.Sprint(addr.Port)))
	first := ""
	if firstToken != "" {
		first = fmt.Sprintf("  First member   %s/dashboard/welcome#%s  (works once, for the shop's owner)\n", at, firstToken)
	}
	fmt.Fprintf(out, `Clientele is running on %s.

  Dashboard      %s/dashboard/
%s  GraphiQL       %s/
  API            %s/graphql
  Schema         %s/schema.graphql

  An API key, for your own programs:
    %s key create --name server --scopes SETTINGS_WRITE,CUSTOMERS_READ,CUSTOMERS_WRITE,ORDERS_READ,ORDERS_WRITE
  A front end on another origin, such as Vite's:
    CLIENTELE_CORS_ORIGINS=http://localhost:5173 %s
  Example customers and orders:
    %s demo

`, dialect, at, first, at, at, at, program, program, program)
}
