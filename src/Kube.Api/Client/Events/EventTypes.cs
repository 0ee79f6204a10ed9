namespace Kube.Api.Client.Events;

/// <summary>The types of events.</summary>
public static class EventTypes
{
    /// <summary>All is well.</summary>
    public const string Normal = "Normal";

    /// <summary>Something is wrong.</summary>
    public const string Warning = "Warning";
}
