using Kube.Api.Tables;

namespace Kube.Api.Kubernetes;

/// <summary>Shorthands for the columns of built-in kinds.</summary>
internal static class Columns
{
    public static TableColumn Name => TableColumn.ObjectName;

    public static TableColumn Age => TableColumn.Age;

    public static TableColumn Containers { get; } = Wide("Containers", "Names of the containers in the pod template.");

    public static TableColumn Images { get; } = Wide("Images", "Images of the containers in the pod template.");

    public static TableColumn PodSelector { get; } = Wide("Selector", "Labels of the pods that belong to it.");

    public static TableColumn Text(string name, string description) => new(name, "string", description);

    public static TableColumn Integer(string name, string description) => new(name, "integer", description);

    public static TableColumn Boolean(string name, string description) => new(name, "boolean", description);

    public static TableColumn Wide(string name, string description) => new(name, "string", description, Priority: 1);
}
