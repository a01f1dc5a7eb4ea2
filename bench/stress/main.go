// Command stress measures this program while somebody means it ill.
package main

func main() {}
