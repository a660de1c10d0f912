"""A census in small: synthetic households go through the service from the list to acceptance."""

from api.simulation.census import Result, Simulation, Wish
from api.simulation.crew import Crew, Progress

__all__ = ["Crew", "Progress", "Result", "Simulation", "Wish"]
