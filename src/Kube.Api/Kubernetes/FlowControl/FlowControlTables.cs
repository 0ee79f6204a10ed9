using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Kubernetes.FlowControl;

/// <summary>How flow schemas and priority levels are shown.</summary>
internal static class FlowControlTables
{
    private const string NoValue = "<none>";

    public static KindTable<V1FlowSchema> Schema { get; } = new(
        [
            Columns.Name,
            Columns.Text("PriorityLevel", "The level that its requests get."),
            Columns.Text("MatchingPrecedence", "Which schema is tried first: the lowest."),
            Columns.Text("DistinguisherMethod", "What tells its flows apart."),
            Columns.Age,
            Columns.Text("MissingPL", "Whether its level does not exist."),
        ],
        static (schema, row) => row
            .Text(schema.Metadata.Name)
            .Text(schema.Spec.PriorityLevelConfiguration?.Name)
            .Number(schema.Spec.MatchingPrecedence)
            .Text(schema.Spec.DistinguisherMethod?.Type ?? NoValue)
            .Age(schema.Metadata.CreationTimestamp)
            .Text(schema.Status.Conditions?.FirstOrDefault(condition => condition.Type == "Dangling")?.Status ?? "?"),
        static (one, other) => one.Spec.MatchingPrecedence != other.Spec.MatchingPrecedence
            ? one.Spec.MatchingPrecedence.CompareTo(other.Spec.MatchingPrecedence)
            : string.CompareOrdinal(one.Metadata.Name, other.Metadata.Name));

    public static KindTable<V1PriorityLevelConfiguration> Level { get; } = new(
        [
            Columns.Name,
            Columns.Text("Type", "Whether it is limited at all."),
            Columns.Text("NominalConcurrencyShares", "Its share of the server's seats."),
            Columns.Text("Queues", "How many queues it has."),
            Columns.Text("HandSize", "How many queues a flow may use."),
            Columns.Text("QueueLengthLimit", "How many requests a queue holds."),
            Columns.Age,
        ],
        static (level, row) =>
        {
            var queuing = level.Spec.Limited?.LimitResponse?.Queuing;
            row.Text(level.Metadata.Name).Text(level.Spec.Type);
            Add(row, level.Spec.Limited?.NominalConcurrencyShares);
            Add(row, queuing?.Queues);
            Add(row, queuing?.HandSize);
            Add(row, queuing?.QueueLengthLimit);
            row.Age(level.Metadata.CreationTimestamp);
        });

    private static void Add(TableRow row, int? value)
    {
        if (value is { } number) row.Number(number);
        else row.Text(NoValue);
    }
}
