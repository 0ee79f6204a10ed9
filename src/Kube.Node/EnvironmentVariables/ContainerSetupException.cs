using Kube.Node.Errors;

namespace Kube.Node.EnvironmentVariables;

/// <summary>A container cannot be created as its pod wants it; shown as <c>CreateContainerConfigError</c> and tried again.</summary>
internal sealed class ContainerSetupException(string message) : NodeException(message);
