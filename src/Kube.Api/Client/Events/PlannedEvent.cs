namespace Kube.Api.Client.Events;

/// <summary>What is to be written for a note.</summary>
/// <param name="Name">The event's name: writes of one event follow one another.</param>
/// <param name="Send">Writes it; called again when the server could not be reached.</param>
internal sealed record PlannedEvent(string Name, Func<CancellationToken, ValueTask> Send);
