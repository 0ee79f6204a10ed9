using Kube.Api.Client;

namespace Kube.Node.Proxy.Kernel;

/// <summary>Who wants entries: a service, or a pod for its host ports.</summary>
internal readonly record struct EntryOwner(bool IsPod, ObjectKey Key);
