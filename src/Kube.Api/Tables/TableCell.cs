namespace Kube.Api.Tables;

/// <summary>One value of a row. Ages stay instants until they are written, so that a kept row never shows an old age.</summary>
public readonly record struct TableCell
{
    private TableCell(TableCellKind kind, string? text, long value)
    {
        Kind = kind;
        TextValue = text;
        NumberValue = value;
    }

    /// <summary>What the cell holds.</summary>
    public TableCellKind Kind { get; }

    /// <summary>The text of a <see cref="TableCellKind.Text"/> or <see cref="TableCellKind.Json"/> cell; null for every other.</summary>
    public string? TextValue { get; }

    /// <summary>The number; for a boolean 1 or 0; for an age the instant's UTC ticks, or 0 when it is not known.</summary>
    public long NumberValue { get; }

    /// <summary>JSON null.</summary>
    public static TableCell Null => default;

    /// <summary>Text; null becomes the empty text.</summary>
    public static TableCell Text(string? text) => new(TableCellKind.Text, text ?? "", 0);

    /// <summary>A whole number.</summary>
    public static TableCell Number(long number) => new(TableCellKind.Number, null, number);

    /// <summary>A JSON value that is no text, written as it is.</summary>
    /// <param name="json">Compact JSON.</param>
    public static TableCell Json(string json) => new(TableCellKind.Json, json, 0);

    /// <summary>True or false.</summary>
    public static TableCell Boolean(bool value) => new(TableCellKind.Boolean, null, value ? 1 : 0);

    /// <summary>The time since an instant, or <c>&lt;unknown&gt;</c> without one.</summary>
    public static TableCell Age(DateTime? since) => new(TableCellKind.Age, null, since?.Ticks ?? 0);

    /// <summary>The text that is shown at <paramref name="now"/> for a cell of text or age; null for the other kinds.</summary>
    public string? ShownAt(DateTime now) => Kind switch
    {
        TableCellKind.Text => TextValue,
        TableCellKind.Age => NumberValue == 0 ? "<unknown>" : HumanDuration.Format(now - new DateTime(NumberValue, DateTimeKind.Utc)),
        _ => null,
    };
}
