// Package checktest holds what tests of several packages share: the corpus of
// real manifests, and an independent checker of stitched playlists that shares
// no code with this module.
//
// Neither is part of the module. The checker is looked for in the folder that
// the environment variable ADSPLICE_CHECK names, the corpus in that of
// ADSPLICE_CORPUS; by default they lie beside the module. Tests run without
// them, only with less to compare with.
package checktest
