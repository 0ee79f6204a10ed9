using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process;

/// <summary>A shim that runs: the id of the sandbox it is or will be, and its address, if any.</summary>
internal sealed record StartedShim(string Id, ProcessIdentity Process, string Address);
