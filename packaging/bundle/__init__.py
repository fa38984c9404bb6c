"""From a checkout to installers: freezing, checking, weighing, packing, listing licences."""
