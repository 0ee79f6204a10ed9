namespace Kube.Api.Tables;

/// <summary>One column of a resource's Table, as <c>kubectl get</c> prints it.</summary>
/// <param name="Name">The heading, such as <c>Name</c> or <c>Up-to-date</c>.</param>
/// <param name="Type">OpenAPI type of its cells: <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c> or <c>date</c>.</param>
/// <param name="Description">What it shows, in our own words.</param>
/// <param name="Format">OpenAPI format; <c>name</c> marks the column that identifies the object; empty for none.</param>
/// <param name="Priority">0 is always shown; columns above 0 only in the wide form.</param>
public sealed record TableColumn(string Name, string Type, string Description, string Format = "", int Priority = 0)
{
    /// <summary>The column that nearly every table starts with.</summary>
    public static TableColumn ObjectName { get; } = new("Name", "string", "Name of the object, unique among its kind in its namespace.", "name");

    /// <summary>The age column that most tables end their narrow form with.</summary>
    public static TableColumn Age { get; } = new("Age", "string", "Time since the object was created.");
}
