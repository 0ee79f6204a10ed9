using Kube.Store.Errors;

namespace Kube.Store.Disk;

/// <summary>One directory of files, as much of a disk as the log needs, so that a test can be the disk.</summary>
/// <remarks>
/// What is written may be lost, in whole or by sectors of 512 bytes and in any order, until <see cref="IStoreFile.SyncAsync"/> of that file
/// has completed; a created, renamed or deleted name until <see cref="SyncDirectory"/> has. Members are called from several loops
/// at once, though never two that concern one name. They throw <see cref="StoreFullException"/> when there is no space and
/// <see cref="IOException"/> for everything else.
/// </remarks>
public interface IStoreDisk
{
    /// <summary>What to call the directory in messages.</summary>
    string Directory { get; }

    /// <summary>Creates the directory if it is missing and takes it for this instance until the result is disposed of.</summary>
    /// <exception cref="StoreLockedException">Another instance has it.</exception>
    IDisposable Lock();

    /// <summary>Names of the files, in ordinal order.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file for reading and writing.</summary>
    IStoreFile Open(string name, StoreFileMode mode);

    /// <summary>Renames a file, replacing what had the name.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file; open handles may still read it.</summary>
    void Delete(string name);

    /// <summary>Returns when every create, rename and delete so far is durable.</summary>
    void SyncDirectory();
}
