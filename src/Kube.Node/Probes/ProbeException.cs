using Kube.Node.Errors;

namespace Kube.Node.Probes;

/// <summary>A probe could not be carried out: it says nothing about the container.</summary>
internal sealed class ProbeException(string message) : NodeException(message);
