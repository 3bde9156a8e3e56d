namespace DfsAspire.ServiceDefaults.Admission;

/// <summary>How many connections there may be at a time.</summary>
/// <param name="Strangers">On which nobody has logged in yet.</param>
/// <param name="Users">On which users have.</param>
/// <param name="OfUser">Of <paramref name="Users"/>, those of one user.</param>
/// <param name="OfProgram">Those of one program: programs do not count as users.</param>
public sealed record DoorLimits(int Strangers, int Users, int OfUser, int OfProgram);
