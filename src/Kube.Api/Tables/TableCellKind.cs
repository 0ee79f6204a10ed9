namespace Kube.Api.Tables;

/// <summary>What a cell holds.</summary>
public enum TableCellKind
{
    /// <summary>JSON null.</summary>
    Null,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A JSON value, such as a number with a fraction.</summary>
    Json,

    /// <summary>An instant, shown as the time since then.</summary>
    Age,
}
