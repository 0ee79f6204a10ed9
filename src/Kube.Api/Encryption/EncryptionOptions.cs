using System.ComponentModel.DataAnnotations;

namespace Kube.Api.Encryption;

/// <summary>Which objects the store holds encrypted.</summary>
public sealed class EncryptionOptions : IValidatableObject
{
    /// <summary>The configuration's file (<c>apiserver.config.k8s.io/v1</c>, kind EncryptionConfiguration). Default empty: everything lies there as it is.</summary>
    public string ConfigFile { get; set; } = "";

    /// <summary>Whether changes of the file are taken over while the server runs; one that cannot be used is told in the log, and what was configured stays. Default false.</summary>
    public bool Reloads { get; set; }

    /// <summary>How often the file is looked at. Default one minute; 1 s to 1 h.</summary>
    public TimeSpan ReloadPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ReloadPeriod < TimeSpan.FromSeconds(1) || ReloadPeriod > TimeSpan.FromHours(1)) yield return new("EncryptionOptions.ReloadPeriod: 1 second to 1 hour", [nameof(ReloadPeriod)]);
    }
}
