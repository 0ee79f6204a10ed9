namespace Kube.Api.Client.Events;

/// <summary>Tells the users of a cluster what happened to an object, as Event objects. Safe for concurrent use.</summary>
public interface IEventRecorder
{
    /// <summary>Takes a note and returns; it is written later, merged with its like. Never waits and never throws for want of a server: when too many notes
    /// wait, this one is dropped and counted.</summary>
    void Record(EventNote note);
}
