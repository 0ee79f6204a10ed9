namespace Kube.Controllers.GarbageCollection;

/// <summary>A reference names a kind that the server does not have, or does not have yet.</summary>
internal sealed class UnknownKindException(ObjectIdentity identity) : Exception($"no matches for kind {identity.Kind} in version {identity.ApiVersion}: {identity}");
