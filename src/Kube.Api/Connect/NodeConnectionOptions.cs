using System.ComponentModel.DataAnnotations;

namespace Kube.Api.Connect;

/// <summary>How the API server reaches nodes.</summary>
public sealed class NodeConnectionOptions
{
    /// <summary>Types of node addresses, the preferred first. Default InternalIP, ExternalIP, Hostname: addresses need no name server.</summary>
    [Required] public IList<string> PreferredAddressTypes { get; set; } = ["InternalIP", "ExternalIP", "Hostname"];

    /// <summary>The port of nodes whose status names none. Default 10250; 1 to 65535.</summary>
    [Range(1, 65535)] public int DefaultPort { get; set; } = 10250;
}
