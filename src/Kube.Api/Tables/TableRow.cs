namespace Kube.Api.Tables;

/// <summary>Collects the cells of one object's row, in the order of the columns. Used by one thread; read-only once filled.</summary>
/// <param name="now">The instant of the request, UTC.</param>
public sealed class TableRow(DateTime now)
{
    private readonly List<TableCell> _cells = [];

    /// <summary>The cells so far, one per column.</summary>
    public IReadOnlyList<TableCell> Cells => _cells;

    /// <summary>True once a cell was computed from <see cref="Now"/>: such a row is made again for every request instead of being kept.</summary>
    public bool DependsOnNow { get; private set; }

    /// <summary>The instant of the request, for a cell whose text holds a time that moves. For a plain age use <see cref="Age"/>, which keeps well.</summary>
    public DateTime Now
    {
        get
        {
            DependsOnNow = true;
            return now;
        }
    }

    /// <summary>Adds a cell.</summary>
    public TableRow Add(TableCell cell)
    {
        _cells.Add(cell);
        return this;
    }

    /// <summary>Adds text; null becomes the empty text.</summary>
    public TableRow Text(string? text) => Add(TableCell.Text(text));

    /// <summary>Adds a whole number.</summary>
    public TableRow Number(long number) => Add(TableCell.Number(number));

    /// <summary>Adds true or false.</summary>
    public TableRow Boolean(bool value) => Add(TableCell.Boolean(value));

    /// <summary>Adds the time since an instant; <c>&lt;unknown&gt;</c> without one.</summary>
    public TableRow Age(DateTime? since) => Add(TableCell.Age(since));

    /// <summary>Adds JSON null.</summary>
    public TableRow Null() => Add(TableCell.Null);
}
