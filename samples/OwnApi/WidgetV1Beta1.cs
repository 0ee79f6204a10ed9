using System.ComponentModel.DataAnnotations;
using Kube.Api.Models;
using Kube.Api.OwnTypes;

namespace Kube.Samples.OwnApi;

/// <summary>How widgets were written before: flat, and with a count.</summary>
[KubernetesResource("shop.example.com", "v1beta1", Kind = "Widget", Plural = "widgets", ShortNames = ["wd"], Categories = ["all"])]
public sealed class WidgetV1Beta1 : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>In which color.</summary>
    [Required]
    public string? Color { get; set; }

    /// <summary>How large.</summary>
    public int? Size { get; set; }

    /// <summary>How many.</summary>
    public int? Count { get; set; }

    /// <summary>What is written on them.</summary>
    public string? Label { get; set; }

    /// <summary>What there is.</summary>
    public WidgetStatus? Status { get; set; }

    internal static Widget ToV1(WidgetV1Beta1 old) => new()
    {
        Metadata = old.Metadata,
        Spec = new WidgetSpec { Color = old.Color, Size = old.Size ?? 3, Replicas = old.Count ?? 1, Label = old.Label },
        Status = old.Status,
    };

    internal static WidgetV1Beta1 FromV1(Widget widget) => new()
    {
        Metadata = widget.Metadata,
        Color = widget.Spec?.Color,
        Size = widget.Spec?.Size,
        Count = widget.Spec?.Replicas,
        Label = widget.Spec?.Label,
        Status = widget.Status,
    };
}
