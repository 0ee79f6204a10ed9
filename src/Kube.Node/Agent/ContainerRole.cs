namespace Kube.Node.Agent;

/// <summary>Which list of its pod a container stands in.</summary>
internal enum ContainerRole
{
    Regular,
    Init,
    Sidecar,
    Ephemeral,
}
