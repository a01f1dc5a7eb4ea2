package main

const postgraphile = "PostGraphile 5"
