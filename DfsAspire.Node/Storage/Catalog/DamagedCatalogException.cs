namespace DfsAspire.Node.Storage.Catalog;

/// <summary>The catalog holds something that was never written to it. It is set aside and copied anew from other nodes.</summary>
internal sealed class DamagedCatalogException(string message, Exception? innerException = null) : Exception(message, innerException);
