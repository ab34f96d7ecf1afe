package org.hyperslab.zarr;

/** A store on a server, which is asked for ranges of its objects. */
sealed interface RangedStore extends VersionedStore permits HttpStore, S3Store {}
