using System.Globalization;
using Kube.Api.Models;
using Kube.Api.Tables;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Columns;

/// <summary>Printer columns: the object's name, and what stands at their paths; or its age.</summary>
internal sealed class PathColumns
{
    private static readonly TableColumn s_age = new("Age", "date", "Time since the object was created.");

    private readonly (string Type, Lazy<JsonPath?> Path)[] _paths;

    private PathColumns(IReadOnlyList<V1CustomResourceColumnDefinition> columns)
    {
        _paths = [.. columns.Select(static column => (column.Type, new Lazy<JsonPath?>(() => JsonPath.Parse(column.JsonPath))))];
        Columns =
        [
            TableColumn.ObjectName,
            .. columns.Select(static column => new TableColumn(
                column.Name, column.Type, column.Description is { Length: > 0 } said ? said : $"Custom resource definition column (in JSONPath format): {column.JsonPath}",
                column.Format ?? "", column.Priority ?? 0)),
        ];
    }

    private PathColumns()
    {
        _paths = [];
        Columns = [TableColumn.ObjectName, s_age];
    }

    public static PathColumns Plain { get; } = new();

    public IReadOnlyList<TableColumn> Columns { get; }

    public static PathColumns Of(IReadOnlyList<V1CustomResourceColumnDefinition>? columns) => columns is { Count: > 0 } ? new(columns) : Plain;

    /// <param name="metadata">The object's.</param>
    /// <param name="whole">Makes the whole object as a tree.</param>
    /// <param name="row">Gets the cells.</param>
    public void Fill(V1ObjectMeta metadata, Func<TreeObject> whole, TableRow row)
    {
        row.Text(metadata.Name);
        if (ReferenceEquals(this, Plain))
        {
            row.Age(metadata.CreationTimestamp);
            return;
        }

        var tree = whole();
        foreach (var (type, path) in _paths) row.Add(Cell(type, path.Value?.Find(tree)));
    }

    private static TableCell Cell(string type, IReadOnlyList<TreeNode>? found)
    {
        if (found is not [var value, ..] || value is TreeNull) return TableCell.Null;
        return type switch
        {
            "string" => TableCell.Text(value is TreeString text ? text.Value : value.ToString()),
            "date" => value is TreeString text ? Date(text.Value) : TableCell.Null,
            "integer" => value is TreeNumber number
                ? TableCell.Number(number.TryGetInt64(out var whole) ? whole : (long)number.ToDouble()) : TableCell.Null,
            "number" => value is TreeNumber real ? TableCell.Json(real.ToString()) : TableCell.Null,
            "boolean" => value is TreeBool flag ? TableCell.Boolean(flag.Value) : TableCell.Null,
            _ => TableCell.Null,
        };
    }

    private static TableCell Date(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var instant)
            ? TableCell.Age(instant)
            : TableCell.Text("<invalid>");
}
