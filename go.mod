module github.com/adsplice/adsplice

go 1.25.0

require (
	github.com/Comcast/scte35-go v1.4.6 // indirect
	github.com/bamiaux/iobit v0.0.0-20170418073505-498159a04883 // indirect
	github.com/grafov/m3u8 v0.12.1 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/spf13/cobra v1.8.1 // indirect
	github.com/spf13/pflag v1.0.5 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	golang.org/x/text v0.16.0 // indirect
	pgregory.net/rapid v1.3.0 // indirect
)
