using System.ComponentModel.DataAnnotations;

namespace Kube.Controllers.VolumeProvisioning;

/// <summary>Volumes that are directories of this machine.</summary>
public sealed class LocalDirectoryOptions
{
    /// <summary>Where the directories are made; made itself when missing. Required, no default.</summary>
    [Required]
    public string Directory { get; set; } = "";

    /// <summary>The storage class that is kept for them. Default <c>standard</c>.</summary>
    [Required]
    public string StorageClass { get; set; } = "standard";

    /// <summary>Whether it is the default class. Default true.</summary>
    public bool IsDefault { get; set; } = true;
}
